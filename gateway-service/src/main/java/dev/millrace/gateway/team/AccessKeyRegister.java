package dev.millrace.gateway.team;

import dev.millrace.gateway.team.KeyOutcome.Known;
import dev.millrace.gateway.team.KeyOutcome.NoTeam;
import dev.millrace.gateway.team.KeyOutcome.Refused;
import dev.millrace.gateway.team.KeyOutcome.Registered;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.PublicKeys;
import dev.millrace.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Registers and revokes keys, and tells every service in the same transaction. */
@ApplicationScoped
class AccessKeyRegister {

    private static final Logger LOG = Logger.getLogger(AccessKeyRegister.class);
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_PEM = 16 * 1024;

    private final Database database;
    private final TeamStore teams;
    private final AccessKeyStore keys;
    private final Outbox outbox;
    private final Clock clock;

    AccessKeyRegister(Database database, TeamStore teams, AccessKeyStore keys, Outbox outbox, Clock clock) {
        this.database = database;
        this.teams = teams;
        this.keys = keys;
        this.outbox = outbox;
        this.clock = clock;
    }

    KeyOutcome register(String team, String name, String pem) {
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            return new Refused("name must be 1 to %d printable characters".formatted(LONGEST_NAME));
        }
        if (pem.length() > LONGEST_PEM) {
            return new Refused(
                    "publicKeyPem has %d characters; at most %d are read".formatted(pem.length(), LONGEST_PEM));
        }
        try {
            byte[] fingerprint = fingerprint(PublicKeys.read(pem));
            return database.inTransaction(tx -> register(tx, team, name, pem.strip() + "\n", fingerprint));
        } catch (IllegalArgumentException e) {
            return new Refused("publicKeyPem: " + e.getMessage());
        }
    }

    private KeyOutcome register(Transaction tx, String team, String name, String pem, byte[] fingerprint) {
        if (teams.find(tx, team).isEmpty()) {
            return new NoTeam();
        }
        var key = new AccessKey("key-" + UUID.randomUUID(), Optional.of(team), name, pem, now(), Optional.empty());
        if (keys.add(tx, key, fingerprint)) {
            outbox.add(tx, key.toEvent());
            LOG.infof("team=%s keyId=%s registered", team, key.id());
            return new Registered(key);
        }
        return new Known(keys.findActive(tx, Optional.of(team), fingerprint)
                .orElseThrow(() -> new IllegalStateException("a key of team " + team + " was revoked meanwhile")));
    }

    Optional<List<AccessKey>> list(String team) {
        return database.inTransaction(tx ->
                teams.find(tx, team).map(found -> keys.list(tx, Optional.of(found.slug()))));
    }

    /** Ends a key. Empty if the team has no such key. Ending it again changes nothing. */
    Optional<AccessKey> revoke(String team, String keyId) {
        return database.inTransaction(tx -> {
            Optional<AccessKey> revoked = keys.revoke(tx, team, keyId, now());
            revoked.ifPresent(key -> {
                outbox.add(tx, key.toEvent());
                LOG.infof("team=%s keyId=%s revoked", team, keyId);
            });
            return revoked;
        });
    }

    /**
     * Makes this the platform's only key, also if it was that before another one. Its id is made from the key, so every
     * instance gives the same.
     */
    void registerPlatformKey(String pem) {
        byte[] fingerprint = fingerprint(PublicKeys.read(pem));
        String id = "platform-" + HexFormat.of().formatHex(fingerprint, 0, 8);
        var key = new AccessKey(id, Optional.empty(), "platform", pem.strip() + "\n", now(), Optional.empty());
        database.useTransaction(tx -> {
            if (!keys.add(tx, key, fingerprint)) {
                keys.reinstatePlatformKey(tx, id, key.createdAt());
            }
            keys.revokePlatformKeysBut(tx, id, now()).forEach(old -> outbox.add(tx, old.toEvent()));
        });
    }

    /**
     * Tells every key that counts once more. A repeat changes nothing for whoever knows, and heals a topic that was lost.
     */
    void announceAll() {
        int told = database.inTransaction(tx -> {
            List<AccessKey> active = keys.lockActive(tx);
            active.forEach(key -> outbox.add(tx, key.toEvent()));
            return active.size();
        });
        LOG.infof("access keys announced=%d", told);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static byte[] fingerprint(PublicKey key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
