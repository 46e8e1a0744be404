package dev.millrace.gateway.signin;

import dev.millrace.forge.GitHubSite;
import dev.millrace.gateway.connection.GitHubSites;
import dev.millrace.gateway.connection.SignInApp;
import dev.millrace.gateway.route.UpstreamAddresses;
import dev.millrace.gateway.signin.Flow.Purpose;
import dev.millrace.gateway.token.RandomText;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.identity.OpaqueTokens;
import dev.millrace.kit.work.Timers;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * Sends a browser to a forge. The state in the address is valid once, for ten minutes, and only in the browser that has the cookie of
 * the flow. The secret in that cookie is the verifier of PKCE, too: the database has its hash only, which is the challenge.
 */
@ApplicationScoped
class BeginFlow {

    /** How long a browser may take at the forge. */
    static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final String CALLBACK = "/api/session/github/callback";
    /** With 40 random characters it has the length that a verifier needs (RFC 7636, section 4.1). */
    private static final String BROWSER_PREFIX = "mrf_";

    private final Database database;
    private final FlowStore store;
    private final GitHubSites sites;
    private final UpstreamAddresses addresses;
    private final Timers timers;
    private final Clock clock;

    BeginFlow(
            Database database,
            FlowStore store,
            GitHubSites sites,
            UpstreamAddresses addresses,
            Timers timers,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.sites = sites;
        this.addresses = addresses;
        this.timers = timers;
        this.clock = clock;
    }

    /** @param invitation secret of an invitation, which makes a new user of an account that belongs to none */
    Begun signIn(SignInApp app, Optional<String> invitation) {
        return authorize(
                app,
                Purpose.SIGN_IN,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                invitation.map(OpaqueTokens::sha256));
    }

    /** Links an account to the user. */
    Begun link(SignInApp app, UUID user) {
        return authorize(app, Purpose.LINK, Optional.of(user), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Links an account to the user, and then connects the installation to the team. */
    Begun linkForInstallation(SignInApp app, UUID user, String team, String installationId) {
        return authorize(
                app, Purpose.LINK, Optional.of(user), Optional.of(team), Optional.of(installationId), Optional.empty());
    }

    /**
     * Installs the App for the team.
     *
     * @param slug name of the App in addresses
     */
    Begun install(SignInApp app, String slug, UUID user, String team) {
        String state = RandomText.of("");
        String browser = RandomText.of(BROWSER_PREFIX);
        add(
                state,
                browser,
                app,
                Purpose.INSTALL,
                Optional.of(user),
                Optional.of(team),
                Optional.empty(),
                Optional.empty());
        return new Begun(sites.at(app.host()).installPage(slug, Optional.of(state)), browser);
    }

    /** Where the forge sends the browser after a person has authorized an App. */
    URI callback() {
        return addresses.publicAddress().resolve(CALLBACK);
    }

    private Begun authorize(
            SignInApp app,
            Purpose purpose,
            Optional<UUID> user,
            Optional<String> team,
            Optional<String> installationId,
            Optional<String> invitationSha256) {
        String state = RandomText.of("");
        String browser = RandomText.of(BROWSER_PREFIX);
        add(state, browser, app, purpose, user, team, installationId, invitationSha256);
        GitHubSite site = sites.at(app.host());
        return new Begun(site.authorizePage(app.clientId(), callback(), state, challenge(browser)), browser);
    }

    private void add(
            String state,
            String browser,
            SignInApp app,
            Purpose purpose,
            Optional<UUID> user,
            Optional<String> team,
            Optional<String> installationId,
            Optional<String> invitationSha256) {
        var flow = new Flow(
                OpaqueTokens.sha256(state),
                OpaqueTokens.sha256(browser),
                purpose,
                app.connectionId(),
                user,
                team,
                installationId,
                invitationSha256,
                now().plus(LIFETIME));
        database.useTransaction(tx -> store.add(tx, flow));
    }

    private static String challenge(String verifier) {
        byte[] sha256 = HexFormat.of().parseHex(OpaqueTokens.sha256(verifier));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256);
    }

    @Scheduled(every = "10m", delayed = "5m")
    void deleteExpired() {
        timers.run(
                "deleting flows that did not end",
                Duration.ofMinutes(10),
                () -> database.inTransaction(tx -> store.deleteExpired(tx, now())));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * A flow that has begun.
     *
     * @param page where to send the browser
     * @param browserSecret for its cookie; stored nowhere
     */
    record Begun(URI page, String browserSecret) {

        /** Shows no secret. */
        @Override
        public String toString() {
            return "Begun";
        }
    }
}
