package dev.millrace.gateway.signin;

import dev.millrace.kit.identity.OpaqueTokens;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A browser that was sent to a forge or to an OpenID Connect provider and will come back.
 *
 * @param stateSha256 of the state in its address
 * @param browserSha256 of the secret in its cookie
 * @param purpose what it is for
 * @param site where it was sent
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
        Site site,
        Optional<UUID> user,
        Optional<String> team,
        Optional<String> installationId,
        Optional<String> invitationSha256,
        Instant expiresAt) {

    static Flow signIn(FlowSecrets secrets, Site site, Optional<String> invitation, Instant expiresAt) {
        return new Flow(
                OpaqueTokens.sha256(secrets.state()),
                OpaqueTokens.sha256(secrets.browser()),
                Purpose.SIGN_IN,
                site,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                invitation.map(OpaqueTokens::sha256),
                expiresAt);
    }

    static Flow ofUser(FlowSecrets secrets, Site site, Purpose purpose, UUID user, Instant expiresAt) {
        return new Flow(
                OpaqueTokens.sha256(secrets.state()),
                OpaqueTokens.sha256(secrets.browser()),
                purpose,
                site,
                Optional.of(user),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                expiresAt);
    }

    Flow forTeam(String slug, Optional<String> installation) {
        return new Flow(
                stateSha256,
                browserSha256,
                purpose,
                site,
                user,
                Optional.of(slug),
                installation,
                invitationSha256,
                expiresAt);
    }

    /** The connection of the App that the browser was sent to authorize or install. */
    String connectionId() {
        return switch (site) {
            case App(String id) -> id;
            case Provider provider -> throw new IllegalStateException("the browser was sent to no App");
        };
    }

    /** What a flow is for. */
    enum Purpose {
        /** a session of the user whose account it is */
        SIGN_IN,
        /** an account for the user who has begun it; at a forge, tokens of it, too */
        LINK,
        /** an installation for a team; the browser is at the page that installs the App */
        INSTALL
    }

    /** Where a browser was sent. */
    sealed interface Site {}

    /** To the forge of this connection, whose App it authorizes or installs. */
    record App(String connectionId) implements Site {}

    /** To the OpenID Connect provider with this issuer. */
    record Provider(String issuer) implements Site {}

    /** Which page a browser comes back from. */
    enum Page {
        /** authorizes an App */
        AUTHORIZE,
        /** installs an App */
        INSTALL,
        /** the provider's */
        PROVIDER
    }
}
