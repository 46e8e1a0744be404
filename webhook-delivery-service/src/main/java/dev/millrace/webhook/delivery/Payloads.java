package dev.millrace.webhook.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RefsMoved.RefMove;
import dev.millrace.webhook.subscription.WebhookEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The bodies of deliveries: JSON with the field names of the Code Storage API. */
final class Payloads {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NO_OBJECT = "0".repeat(40);
    private static final int LONGEST_ERROR = 500;

    private Payloads() {}

    static String push(MirroredRepository repository, RefMove move, Instant at) {
        return json(new Push(
                RepositoryField.of(repository),
                move.ref(),
                move.before().orElse(NO_OBJECT),
                move.after().orElse(NO_OBJECT),
                repository.team(),
                repository.team(),
                at.toString()));
    }

    static String syncStarted(MirroredRepository repository, SyncRun run) {
        return json(Sync.of(WebhookEvent.SYNC_STARTED, repository, run, null, null));
    }

    static String syncSucceeded(MirroredRepository repository, SyncRun run, Instant at) {
        return json(Sync.of(WebhookEvent.SYNC_SUCCEEDED, repository, run, at, null));
    }

    static String syncFailed(MirroredRepository repository, SyncRun run, Instant at, String error) {
        String text = error.length() > LONGEST_ERROR ? error.substring(0, LONGEST_ERROR) : error;
        return json(Sync.of(WebhookEvent.SYNC_FAILED, repository, run, at, text));
    }

    static String ping(UUID webhookId, String team, Optional<UUID> repositoryId, Instant at) {
        return json(new Ping(
                "ping",
                webhookId.toString(),
                team,
                repositoryId.map(UUID::toString).orElse(null),
                at.toString()));
    }

    private static String json(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a payload cannot be written", e);
        }
    }

    /** @param url the name, in the field that older receivers read */
    @JsonNaming(SnakeCaseStrategy.class)
    private record RepositoryField(String id, String url, String repoName) {

        static RepositoryField of(MirroredRepository repository) {
            return new RepositoryField(repository.id().toString(), repository.name(), repository.name());
        }
    }

    /**
     * Every field is present and a text: receivers require it.
     *
     * @param before 40 zeros for a ref that was created
     * @param after 40 zeros for a ref that was deleted
     * @param customerId the team, by its older name
     */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Push(
            RepositoryField repository,
            String ref,
            String before,
            String after,
            String customerId,
            String org,
            String pushedAt) {}

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Sync(
            String type,
            RepositoryField repository,
            String org,
            long runCount,
            @JsonProperty("is_first_sync") boolean first,
            String startedAt,
            @Nullable String completedAt,
            @Nullable String error) {

        static Sync of(
                WebhookEvent event,
                MirroredRepository repository,
                SyncRun run,
                @Nullable Instant completedAt,
                @Nullable String error) {
            return new Sync(
                    event.wireName(),
                    RepositoryField.of(repository),
                    repository.team(),
                    run.count(),
                    run.first(),
                    run.startedAt().toString(),
                    completedAt == null ? null : completedAt.toString(),
                    error);
        }
    }

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Ping(
            String type,
            String webhookId,
            String org,
            @Nullable String repositoryId,
            String sentAt) {}
}
