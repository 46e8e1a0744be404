package dev.millrace.ingest.hook;

import dev.millrace.ingest.IngestConfig;
import dev.millrace.ingest.forge.Forge;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.secret.SecretBox;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The secrets that are active now, the newest first. The configuration lists them; the table records since when each is
 * active and when it last matched. They are in memory, so that a wrong signature costs no query.
 */
@ApplicationScoped
public class HookSecrets {

    private static final Logger LOG = Logger.getLogger(HookSecrets.class);
    private static final Duration MATCH_GRAIN = Duration.ofMinutes(1);

    private final IngestConfig config;
    private final String instance;
    private final Database database;
    private final HookSecretStore store;
    private final SecretBox secretBox;
    private final Clock clock;
    private final Map<UUID, Instant> matchedAt = new ConcurrentHashMap<>();
    private volatile List<HookSecret> active = List.of();

    HookSecrets(
            IngestConfig config,
            @ConfigProperty(name = "millrace.github.instance", defaultValue = "github.com") String instance,
            Database database,
            HookSecretStore store,
            SecretBox secretBox,
            Clock clock) {
        this.config = config;
        this.instance = instance;
        this.database = database;
        this.store = store;
        this.secretBox = secretBox;
        this.clock = clock;
    }

    void onStart(@Observes StartupEvent start) {
        List<String> configured = config.github().secrets().orElse(List.of()).stream()
                .map(String::strip)
                .filter(secret -> !secret.isEmpty())
                .distinct()
                .toList();
        if (configured.isEmpty()) {
            LOG.warn("millrace.ingest.github.secrets is empty: every delivery will be refused");
        }
        active = database.inTransaction(tx -> reconcile(tx, configured));
        LOG.infof("hook secrets active=%d instance=%s", active.size(), instance);
    }

    /** Secrets that a delivery may be signed with now, the newest first. */
    public List<HookSecret> active() {
        return active;
    }

    /** The platform's own connection with GitHub, with the secrets that are active now. */
    public HookConnection connection() {
        return new HookConnection("", Optional.empty(), Forge.GITHUB, instance, active);
    }

    /** Records, to the minute and in the caller's transaction, that a secret has matched. */
    public void matched(Transaction tx, HookSecret secret, Instant at) {
        Instant noted = matchedAt.get(secret.id());
        if (noted == null || noted.plus(MATCH_GRAIN).isBefore(at)) {
            matchedAt.put(secret.id(), at);
            store.matched(tx, secret.id(), at);
        }
    }

    private List<HookSecret> reconcile(Transaction tx, List<String> configured) {
        store.lock(tx);
        Map<String, UUID> known = new HashMap<>();
        for (SealedSecret row : store.active(tx, instance)) {
            byte[] plain = secretBox.open(row.sealed(), row.context());
            known.put(new String(plain, StandardCharsets.UTF_8), row.id());
        }
        known.forEach((secret, id) -> {
            if (!configured.contains(secret)) {
                store.retire(tx, id, clock.instant());
            }
        });
        List<HookSecret> secrets = new ArrayList<>();
        for (String secret : configured) {
            UUID id = known.get(secret);
            secrets.add(HookSecret.of(id == null ? add(tx, secret) : id, secret));
        }
        return List.copyOf(secrets);
    }

    private UUID add(Transaction tx, String secret) {
        var id = UUID.randomUUID();
        byte[] sealed = secretBox.seal(secret.getBytes(StandardCharsets.UTF_8), SealedSecret.context(id));
        store.add(tx, instance, new SealedSecret(id, sealed), clock.instant());
        return id;
    }
}
