package dev.millrace.simulator.app;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.Accounts;
import dev.millrace.simulator.account.Ids;
import dev.millrace.simulator.account.NodeId;
import dev.millrace.simulator.settings.SimulatorConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
            "create",
            "delete",
            "deployment",
            "deployment_status",
            "issue_comment",
            "pull_request",
            "push",
            "repository");

    private final long id;
    private final String slug;
    private final Instant createdAt;
    private final PublicKey publicKey;
    private final @Nullable String privateKeyPem;
    private final Accounts accounts;

    GitHubApp(SimulatorConfig config, Ids ids, Clock clock, Accounts accounts)
            throws IOException, GeneralSecurityException {
        this.id = config.app().id().orElseGet(ids::next);
        this.slug = config.app().slug();
        this.createdAt = clock.instant();
        this.accounts = accounts;
        if (config.app().publicKeyFile().isPresent()) {
            this.publicKey = RsaPem.readPublic(config.app().publicKeyFile().get());
            this.privateKeyPem = null;
        } else {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            this.publicKey = pair.getPublic();
            this.privateKeyPem = RsaPem.pkcs1(pair.getPrivate());
        }
    }

    public long id() {
        return id;
    }

    public String slug() {
        return slug;
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
        return accounts.ensure(slug + "[bot]", Account.Kind.BOT);
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    /** PKCS#1, as GitHub provides it; empty if the simulator was given a public key. */
    public Optional<String> privateKeyPem() {
        return Optional.ofNullable(privateKeyPem);
    }
}
