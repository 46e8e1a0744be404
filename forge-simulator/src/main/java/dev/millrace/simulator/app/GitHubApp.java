package dev.millrace.simulator.app;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.Accounts;
import dev.millrace.simulator.account.Ids;
import dev.millrace.simulator.account.NodeId;
import dev.millrace.simulator.settings.SimulatorConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The one GitHub App: its name, its permissions and its key. Its owner is the user {@code millrace-hq}. */
@ApplicationScoped
public class GitHubApp {

    /** The permissions that an installation grants unless the control API sets others. */
    public static final Map<String, String> PERMISSIONS = Map.of(
            "metadata", "read",
            "checks", "write",
            "contents", "write",
            "deployments", "read",
            "issues", "write",
            "members", "read",
            "pull_requests", "write",
            "statuses", "write");

    /** The App's subscriptions; installation events are sent without one. */
    public static final List<String> EVENTS = List.of(
            "check_run",
            "check_suite",
            "create",
            "delete",
            "deployment",
            "deployment_status",
            "issue_comment",
            "member",
            "merge_group",
            "pull_request",
            "push",
            "repository");

    private final long id;
    private final Instant createdAt;
    private final Accounts accounts;
    private volatile AppRegistration registration;

    GitHubApp(SimulatorConfig config, Ids ids, Clock clock, Accounts accounts) throws IOException {
        this.id = config.app().id().orElseGet(ids::next);
        this.createdAt = clock.instant();
        this.accounts = accounts;
        this.registration = config.app().publicKeyFile().isPresent()
                ? AppRegistration.withPublicKey(
                        config.app().slug(),
                        RsaPem.readPublic(config.app().publicKeyFile().get()))
                : AppRegistration.create(config.app().slug(), List.of(), Optional.empty());
    }

    /** From now on the App is what was registered: its name, its key and its addresses. Its id stays. */
    public void register(AppRegistration newRegistration) {
        registration = newRegistration;
    }

    /** Exactly one of these must be the address that people come back to; empty if any may be. */
    public List<URI> callbackUrls() {
        return registration.callbackUrls();
    }

    /** Where people come back to after they have installed it. */
    public Optional<URI> setupUrl() {
        return registration.setupUrl();
    }

    public String clientSecret() {
        return registration.clientSecret();
    }

    public long id() {
        return id;
    }

    public String slug() {
        return registration.slug();
    }

    public String nodeId() {
        return NodeId.of("A", id);
    }

    /** Also accepted as issuer of the App's JWT. */
    public String clientId() {
        return "Iv23li" + Long.toString(id, 36);
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Account owner() {
        return accounts.ensure("millrace-hq", Account.Kind.ORGANIZATION);
    }

    /** The author of the App's comments. */
    public Account bot() {
        return accounts.ensure(slug() + "[bot]", Account.Kind.BOT);
    }

    public PublicKey publicKey() {
        return registration.publicKey();
    }

    /** PKCS#1, as GitHub provides it; empty if the simulator was given a public key. */
    public Optional<String> privateKeyPem() {
        return registration.privateKeyPem();
    }
}
