package dev.millrace.pipeline.identity;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.secret.SecretBox;
import dev.millrace.kit.work.Timers;
import dev.millrace.pipeline.identity.SigningKeyRow.StoredKeys;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/** The keys that sign identity tokens: RSA with 2048 bits, the kind that every cloud accepts. The first one is made when it is needed. */
@Singleton
class SigningKeys {

    private static final Logger LOG = Logger.getLogger(SigningKeys.class);
    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final Duration SHORTEST_TOKEN = Duration.ofMinutes(1);
    private static final Duration LONGEST_TOKEN = Duration.ofHours(24);
    private static final int BITS = 2048;

    private final Database database;
    private final SigningKeyStore store;
    private final SecretBox box;
    private final IdentityConfig config;
    private final Timers timers;
    private final Clock clock;

    SigningKeys(
            Database database,
            SigningKeyStore store,
            SecretBox box,
            IdentityConfig config,
            Timers timers,
            Clock clock) {
        requireBetween("lifetime", config.lifetime(), SHORTEST_TOKEN, LONGEST_TOKEN);
        requireBetween("key-lifetime", config.keyLifetime(), PlanKeys.OVERLAP.multipliedBy(2), Duration.ofDays(3650));
        this.database = database;
        this.store = store;
        this.box = box;
        this.config = config;
        this.timers = timers;
        this.clock = clock;
    }

    private static void requireBetween(String setting, Duration given, Duration least, Duration most) {
        if (given.compareTo(least) < 0 || given.compareTo(most) > 0) {
            throw new IllegalArgumentException("millrace.pipeline.identity.%s is %s; it must be from %s to %s"
                    .formatted(setting, given, least, most));
        }
    }

    /** A key that signs. */
    record Signing(String id, PrivateKey key) {}

    /** A key that verifies. */
    record Published(String id, RSAPublicKey key) {}

    /** The key that signs now. */
    Signing signing() {
        SigningKeyRow row = PlanKeys.signing(database.inTransaction(store::list), clock.instant())
                .orElseGet(this::first);
        byte[] encoded = box.open(row.keys().sealedPrivateKey(), context(row.id()));
        try {
            return new Signing(row.id(), rsa().generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the signing key %s cannot be read".formatted(row.id()), e);
        }
    }

    /** All that tokens may be verified with, also before they sign. Never none: those who verify keep what they read for hours. */
    List<Published> published() {
        List<SigningKeyRow> keys = database.inTransaction(store::list);
        List<SigningKeyRow> all = keys.isEmpty() ? List.of(first()) : keys;
        return all.stream().map(row -> new Published(row.id(), publicKey(row))).toList();
    }

    private static RSAPublicKey publicKey(SigningKeyRow row) {
        try {
            return (RSAPublicKey)
                    rsa().generatePublic(new X509EncodedKeySpec(row.keys().publicKey()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the public key %s cannot be read".formatted(row.id()), e);
        }
    }

    private SigningKeyRow first() {
        return database.inTransaction(tx -> {
            store.lock(tx);
            Instant now = clock.instant();
            return PlanKeys.signing(store.list(tx), now).orElseGet(() -> add(tx, now));
        });
    }

    @Scheduled(
            identity = "rotate-identity-keys",
            every = "1h",
            delayed = "6m",
            concurrentExecution = ConcurrentExecution.SKIP)
    void onTimer() {
        timers.run("rotating the keys of identity tokens", INTERVAL, this::rotate);
    }

    /** Adds the next key when it is time, and deletes those that nothing needs any more. Does nothing until the first one was needed. */
    void rotate() {
        database.useTransaction(tx -> {
            store.lock(tx);
            List<SigningKeyRow> keys = store.list(tx);
            if (keys.isEmpty()) {
                return;
            }
            PlanKeys.Plan plan = PlanKeys.of(keys, config.keyLifetime(), config.lifetime(), clock.instant());
            plan.newSignsFrom().ifPresent(from -> add(tx, from));
            if (!plan.ended().isEmpty()) {
                store.delete(tx, plan.ended());
                LOG.infof("keys of identity tokens ended: %s", String.join(", ", plan.ended()));
            }
        });
    }

    private SigningKeyRow add(Transaction tx, Instant signsFrom) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            KeyPair pair = generator.generateKeyPair();
            String id = UUID.randomUUID().toString();
            byte[] sealed = box.seal(pair.getPrivate().getEncoded(), context(id));
            var row = new SigningKeyRow(
                    id,
                    new StoredKeys(pair.getPublic().getEncoded(), sealed),
                    signsFrom.truncatedTo(ChronoUnit.MICROS));
            store.add(tx, row);
            LOG.infof("key of identity tokens added: id=%s signsFrom=%s", id, row.signsFrom());
            return row;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has RSA", e);
        }
    }

    private static KeyFactory rsa() throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA");
    }

    /** A sealed key cannot be passed off as another. */
    private static String context(String id) {
        return "pipeline.identity_key/" + id;
    }
}
