package dev.millrace.pipeline.build;

import java.util.Optional;
import java.util.UUID;

/**
 * How a build came about.
 *
 * @param kind what started it
 * @param actor who did: a login at the forge, or the subject of a token; empty if that is not known
 * @param attempt 1 for the first build of the event and pipeline; each re-run is a build of its own with the next number
 * @param untrusted whether it runs the code of a change from a fork that was not approved: its jobs get no secrets and configs
 * @param person id of the user who requested it; empty if the platform does not know who did, as of most events at the forge
 */
public record BuildOrigin(
        TriggerKind kind, Optional<String> actor, int attempt, boolean untrusted, Optional<UUID> person) {

    public BuildOrigin {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempt %d: the first one is 1".formatted(attempt));
        }
    }

    /** Of a build whose actor may be no user. */
    public BuildOrigin(TriggerKind kind, Optional<String> actor, int attempt, boolean untrusted) {
        this(kind, actor, attempt, untrusted, Optional.empty());
    }

    /** Of a build whose code may have secrets. */
    public BuildOrigin(TriggerKind kind, Optional<String> actor, int attempt) {
        this(kind, actor, attempt, false);
    }

    /** The first attempt, started by an event at the forge. */
    public static BuildOrigin event(Optional<String> actor) {
        return new BuildOrigin(TriggerKind.EVENT, actor, 1);
    }

    /** The same of a build whose code may have secrets, or may not. */
    public BuildOrigin withUntrusted(boolean isUntrusted) {
        return new BuildOrigin(kind, actor, attempt, isUntrusted, person);
    }

    /** The same of a build that a user requested. */
    public BuildOrigin withPerson(Optional<UUID> user) {
        return new BuildOrigin(kind, actor, attempt, untrusted, user);
    }
}
