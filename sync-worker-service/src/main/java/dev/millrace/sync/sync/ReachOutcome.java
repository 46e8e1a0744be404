package dev.millrace.sync.sync;

import dev.millrace.forge.InstallationToken;
import java.util.Optional;

/** Outcome of {@link ReachUpstream}. */
sealed interface ReachOutcome {

    /**
     * It may be connected to.
     *
     * @param token which installation token is used, if one is
     */
    record Reached(UpstreamAccess access, Optional<InstallationToken> token) implements ReachOutcome {}

    /**
     * The guard does not let it pass, or its name leads nowhere; that may change by itself.
     *
     * @param reason for people
     */
    record Unreachable(String reason) implements ReachOutcome {}

    /**
     * Somebody has to act.
     *
     * @param reason for people
     */
    record Forbidden(String reason) implements ReachOutcome {}
}
