package dev.millrace.gateway.signin;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A browser that was sent to a forge and will come back.
 *
 * @param stateSha256 of the state in its address
 * @param browserSha256 of the secret in its cookie
 * @param purpose what it is for
 * @param connectionId the connection of the App
 * @param user who has begun it; empty for a sign-in
 * @param team slug of the team that an installation is for; empty if none is
 * @param installationId the installation to connect once the App is authorized, decimal string
 * @param invitationSha256 of the secret of an invitation to accept
 * @param expiresAt when it ends
 */
record Flow(
        String stateSha256,
        String browserSha256,
        Purpose purpose,
        String connectionId,
        Optional<UUID> user,
        Optional<String> team,
        Optional<String> installationId,
        Optional<String> invitationSha256,
        Instant expiresAt) {

    /** What a flow is for. */
    enum Purpose {
        /** a session of the user whose account it is */
        SIGN_IN,
        /** an account, and tokens of it, for the user who has begun it */
        LINK,
        /** an installation for a team; the browser is at the page that installs the App */
        INSTALL
    }
}
