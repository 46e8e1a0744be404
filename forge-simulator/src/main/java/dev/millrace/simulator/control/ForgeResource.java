package dev.millrace.simulator.control;

import dev.millrace.simulator.access.PersonTokens;
import dev.millrace.simulator.app.GitHubApp;
import dev.millrace.simulator.app.Installation;
import dev.millrace.simulator.app.InstallationToken;
import dev.millrace.simulator.app.InstallationTokens;
import dev.millrace.simulator.app.Installations;
import dev.millrace.simulator.hooks.AnnounceEvent;
import dev.millrace.simulator.hooks.AppHook;
import dev.millrace.simulator.rest.ForgeAddress;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /_sim}: the App and its hook, tokens to push with, a ping, and a reset. */
@Path("/_sim")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class ForgeResource {

    /**
     * The App's data that the platform needs.
     *
     * @param privateKeyPem PKCS#1 PEM; absent if the simulator was started with a public key
     * @param hookUrl       absent until one is set
     */
    record AppBody(
            long id,
            String slug,
            String clientId,
            String clientSecret,
            Optional<String> privateKeyPem,
            String webhookSecret,
            Optional<String> hookUrl,
            String url) {}

    /** What to change about the hook; a ping follows when the address changes. */
    record HookBody(Optional<String> hookUrl, Optional<String> webhookSecret) {}

    /**
     * A ping to announce.
     *
     * @param at ISO 8601, in the past: when it happened. The list of deliveries has this time if the delivery is dropped; else, that
     *     at which it was sent. Now if absent
     */
    record PingBody(Optional<Instant> at) {}

    /**
     * The owner of a token to issue.
     *
     * @param user         a person, created on first use
     * @param installation id of an installation
     */
    record NewTokenBody(Optional<String> user, Optional<Long> installation) {}

    /**
     * A token for {@code x-access-token}.
     *
     * @param expiresAt ISO 8601; absent if it is valid until the simulator ends
     */
    record TokenBody(String token, Optional<String> expiresAt) {}

    private final GitHubApp app;
    private final AppHook hook;
    private final AnnounceEvent announce;
    private final ForgeAddress address;
    private final Actors actors;
    private final PersonTokens personTokens;
    private final Installations installations;
    private final InstallationTokens installationTokens;
    private final Reset reset;

    ForgeResource(
            GitHubApp app,
            AppHook hook,
            AnnounceEvent announce,
            ForgeAddress address,
            Actors actors,
            PersonTokens personTokens,
            Installations installations,
            InstallationTokens installationTokens,
            Reset reset) {
        this.app = app;
        this.hook = hook;
        this.announce = announce;
        this.address = address;
        this.actors = actors;
        this.personTokens = personTokens;
        this.installations = installations;
        this.installationTokens = installationTokens;
        this.reset = reset;
    }

    @GET
    @Path("/app")
    public AppBody app() {
        return new AppBody(
                app.id(),
                app.slug(),
                app.clientId(),
                app.clientSecret(),
                app.privateKeyPem(),
                hook.secret(),
                hook.url().map(URI::toString),
                address.base());
    }

    @PATCH
    @Path("/app")
    public AppBody change(HookBody body) {
        body.webhookSecret().ifPresent(hook::secret);
        body.hookUrl().ifPresent(url -> {
            hook.url(url);
            announce.ping();
        });
        return app();
    }

    @POST
    @Path("/ping")
    public void ping(@Nullable PingBody body) {
        Optional.ofNullable(body).flatMap(PingBody::at).ifPresentOrElse(announce::ping, announce::ping);
    }

    @POST
    @Path("/tokens")
    public TokenBody token(NewTokenBody body) {
        if (body.installation().isEmpty()) {
            return new TokenBody(personTokens.mint(actors.user(body.user())), Optional.empty());
        }
        Installation installation = installations.load(body.installation().get());
        InstallationToken token = installationTokens.mint(installation, Optional.empty(), installation.permissions());
        return new TokenBody(token.value(), Optional.of(token.expiresAt()).map(Instant::toString));
    }

    @POST
    @Path("/reset")
    public void reset() {
        reset.handle();
    }
}
