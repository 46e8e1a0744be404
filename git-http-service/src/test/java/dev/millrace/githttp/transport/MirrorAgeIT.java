package dev.millrace.githttp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.CreateOutcome;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.githttp.RawHttp;
import dev.millrace.githttp.RawHttp.Answer;
import dev.millrace.githttp.Team;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class MirrorAgeIT {

    private static final String HEADER = "mirror-age";
    private static final String NAME = "acme/widgets";

    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private Team team;

    @BeforeEach
    void register() {
        team = Team.registered();
    }

    @Test
    void reportsToReadersOfAMirrorHowLongAgoItWasChecked() {
        UUID id = mirror();
        check(id, Instant.now().minusSeconds(90));

        for (Answer answer :
                List.of(refs(NAME, Map.of("Git-Protocol", "version=2")), refs(NAME, Map.of()), listRefs(NAME))) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(Long.parseLong(answer.headers().get(HEADER))).isBetween(90L, 120L);
        }
    }

    @Test
    void reportsNothingBeforeTheFirstSyncHasEnded() {
        mirror();

        assertThat(refs(NAME, Map.of()).headers()).doesNotContainKey(HEADER);
    }

    @Test
    void reportsNothingOfWhatDoesNotComeFromTheUpstream() {
        UUID id = mirror();
        check(id, Instant.now());

        assertThat(refs(NAME + "+ephemeral", Map.of()).headers()).doesNotContainKey(HEADER);

        database.useTransaction(tx -> upstreams.detach(tx, id));
        assertThat(refs(NAME, Map.of()).headers()).doesNotContainKey(HEADER);
    }

    @Test
    void isNeverNegative() {
        UUID id = mirror();
        check(id, Instant.now().plusSeconds(60));

        assertThat(refs(NAME, Map.of()).headers()).containsEntry(HEADER, "0");
    }

    private UUID mirror() {
        var wanted = new NewRepository(
                team.slug(), new RepositoryName(NAME), Optional.of("github.com:" + UUID.randomUUID()), "main");
        return ((CreateOutcome.Created) storage.catalog().create(wanted))
                .repository()
                .id();
    }

    private void check(UUID id, Instant at) {
        database.useTransaction(tx -> upstreams.checked(tx, id, at));
    }

    private Answer refs(String name, Map<String, String> headers) {
        return RawHttp.get("/%s.git/info/refs?service=git-upload-pack".formatted(name), with(headers));
    }

    private Answer listRefs(String name) {
        return RawHttp.send(
                "POST",
                "/%s.git/git-upload-pack".formatted(name),
                with(Map.of("Git-Protocol", "version=2", "Content-Type", "application/x-git-upload-pack-request")),
                "0014command=ls-refs\n0000".getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, String> with(Map<String, String> headers) {
        Map<String, String> all = RawHttp.basic(team.token(NAME, "git:read"));
        all.putAll(headers);
        return all;
    }
}
