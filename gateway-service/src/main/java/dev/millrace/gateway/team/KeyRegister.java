package dev.millrace.gateway.team;

import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.gateway.team.KeyOutcome.Known;
import dev.millrace.gateway.team.KeyOutcome.NoTeam;
import dev.millrace.gateway.team.KeyOutcome.Refused;
import dev.millrace.gateway.team.KeyOutcome.Registered;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.outbox.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Registers and revokes keys of one kind, and publishes each change in the same transaction. */
final class KeyRegister<K extends TeamKey> {

    private static final Logger LOG = Logger.getLogger(KeyRegister.class);
    private static final int LONGEST_NAME = 100;
    /** A token without {@code kid} is verified with each of them. */
    private static final int MOST_ACTIVE = 50;

    private final KeyKind<K> kind;
    private final KeyStore<K, ?> keys;
    private final Database database;
    private final TeamStore teams;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Clock clock;

    KeyRegister(
            KeyKind<K> kind,
            KeyStore<K, ?> keys,
            Database database,
            TeamStore teams,
            Outbox outbox,
            AuditLog audit,
            Clock clock) {
        this.kind = kind;
        this.keys = keys;
        this.database = database;
        this.teams = teams;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    KeyOutcome<K> register(Caller caller, String team, String name, String text) {
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            return new Refused<>("name must be 1 to %d printable characters".formatted(LONGEST_NAME));
        }
        if (text.length() > kind.longest()) {
            return new Refused<>(
                    "%s has %d characters; at most %d are read".formatted(kind.field(), text.length(), kind.longest()));
        }
        K key;
        try {
            key = kind.reader().read(team, name, text, now());
        } catch (IllegalArgumentException e) {
            return new Refused<>(kind.field() + ": " + e.getMessage());
        }
        return database.inTransaction(tx -> register(tx, caller, team, key));
    }

    private KeyOutcome<K> register(Transaction tx, Caller caller, String team, K key) {
        if (teams.find(tx, team).isEmpty()) {
            return new NoTeam<>();
        }
        if (keys.countActive(tx, team) >= MOST_ACTIVE
                && keys.findActive(tx, team, key.fingerprint()).isEmpty()) {
            return new Refused<>("the team has %d active keys; it may have %d at most: revoke one first"
                    .formatted(keys.countActive(tx, team), MOST_ACTIVE));
        }
        if (keys.add(tx, key)) {
            audit.add(tx, caller, Optional.of(team), Change.added("key.registered", key.id(), key.fingerprint()));
            outbox.add(tx, key.toEvent());
            LOG.infof("team=%s keyId=%s fingerprint=%s registered", team, key.id(), key.fingerprint());
            return new Registered<>(key);
        }
        return new Known<>(keys.findActive(tx, team, key.fingerprint())
                .orElseThrow(() -> new IllegalStateException("a key of team " + team + " was revoked meanwhile")));
    }

    /** Keys of the team, the oldest first. Empty if there is no such team. */
    Optional<List<K>> list(String team) {
        return database.inTransaction(tx -> teams.find(tx, team).map(found -> keys.list(tx, found.slug())));
    }

    /** Revokes a key. Empty if the team has no such key. Revoking it again changes nothing. */
    Optional<K> revoke(Caller caller, String team, String keyId) {
        return database.inTransaction(tx -> {
            Optional<K> revoked = keys.revoke(tx, team, keyId, now());
            revoked.ifPresent(key -> {
                audit.add(tx, caller, Optional.of(team), Change.ended("key.revoked", keyId, key.fingerprint()));
                outbox.add(tx, key.toEvent());
                LOG.infof("team=%s keyId=%s revoked", team, keyId);
            });
            return revoked;
        });
    }

    /**
     * Publishes every active key once more. A repeat changes nothing for a service that has it, and restores the content of a
     * topic that was lost.
     */
    void announceAll() {
        int announced = database.inTransaction(tx -> {
            List<K> active = keys.lockActive(tx);
            active.forEach(key -> outbox.add(tx, key.toEvent()));
            return active.size();
        });
        LOG.infof("announced=%d keys of kind %s", announced, kind.field());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
