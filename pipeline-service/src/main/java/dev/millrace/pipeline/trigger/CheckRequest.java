package dev.millrace.pipeline.trigger;

import dev.millrace.events.Event;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.CheckRunChanged;
import dev.millrace.events.forge.CheckSuiteChanged;
import dev.millrace.events.forge.ForgeRepository;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What a user of the forge requests of our checks. */
sealed interface CheckRequest {

    /** Run what the check run reports again. */
    record RunAgain(Origin origin, UUID externalId, String headSha) implements CheckRequest {}

    /** Run everything of the commit again. */
    record SuiteAgain(Origin origin, String headSha) implements CheckRequest {}

    /** A button of the check run of a build was used. */
    record UseButton(Origin origin, UUID buildId, CheckButton button) implements CheckRequest {}

    /** Where the request comes from. */
    Origin origin();

    /**
     * Where a request comes from.
     *
     * @param eventId the forge event
     * @param repository the repository of the check
     * @param installationId the installation that reported it
     * @param appId number of the App whose check it is; empty if the forge did not state it
     * @param login who requests it; the host of the forge if it did not state this
     * @param requestedAt when the delivery reached us
     */
    record Origin(
            UUID eventId,
            ForgeRepository repository,
            Optional<String> installationId,
            Optional<String> appId,
            String login,
            Instant requestedAt) {}

    /** The request in an event; empty if it has none, or it is not about a check run with a reference of ours. */
    static Optional<CheckRequest> in(Event event) {
        return switch (event) {
            case CheckRunChanged run
            when run.action() == CheckRunChanged.Action.REREQUESTED ->
                reference(run).map(id -> new RunAgain(origin(run), id, run.headSha()));
            case CheckRunChanged run
            when run.action() == CheckRunChanged.Action.REQUESTED_ACTION ->
                reference(run)
                        .flatMap(id -> run.button()
                                .flatMap(CheckButton::find)
                                .map(button -> new UseButton(origin(run), id, button)));
            case CheckSuiteChanged suite
            when suite.action() == CheckSuiteChanged.Action.REREQUESTED ->
                Optional.of(new SuiteAgain(origin(suite), suite.headSha()));
            default -> Optional.empty();
        };
    }

    private static Optional<UUID> reference(CheckRunChanged run) {
        try {
            return run.externalId().map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // of another App
        }
    }

    private static Origin origin(CheckRunChanged run) {
        return new Origin(
                run.eventId(),
                run.repository(),
                run.installationId(),
                run.appId(),
                login(run.actor(), run.repository()),
                run.occurredAt());
    }

    private static Origin origin(CheckSuiteChanged suite) {
        return new Origin(
                suite.eventId(),
                suite.repository(),
                suite.installationId(),
                suite.appId(),
                login(suite.actor(), suite.repository()),
                suite.occurredAt());
    }

    private static String login(Optional<Actor> actor, ForgeRepository repository) {
        return actor.map(Actor::login).orElse(repository.instance());
    }
}
