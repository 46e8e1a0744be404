package dev.millrace.gateway.team;

import dev.millrace.gateway.team.SigningKeyOutcome.Known;
import dev.millrace.gateway.team.SigningKeyOutcome.NoTeam;
import dev.millrace.gateway.team.SigningKeyOutcome.Refused;
import dev.millrace.gateway.team.SigningKeyOutcome.Registered;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.signature.PublicSigningKey;
import dev.millrace.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Registers and revokes signing keys, and tells every service in the same transaction. */
@ApplicationScoped
class SigningKeyRegister {

    private static final Logger LOG = Logger.getLogger(SigningKeyRegister.class);
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_KEY = 64 * 1024;

    private final Database database;
    private final TeamStore teams;
    private final SigningKeyStore keys;
    private final Outbox outbox;
    private final Clock clock;

    SigningKeyRegister(Database database, TeamStore teams, SigningKeyStore keys, Outbox outbox, Clock clock) {
        this.database = database;
        this.teams = teams;
        this.keys = keys;
        this.outbox = outbox;
        this.clock = clock;
    }

    SigningKeyOutcome register(String team, String name, String text) {
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            return new Refused("name must be 1 to %d printable characters".formatted(LONGEST_NAME));
        }
        if (text.length() > LONGEST_KEY) {
            return new Refused(
                    "publicKey has %d characters; at most %d are read".formatted(text.length(), LONGEST_KEY));
        }
        try {
            PublicSigningKey key = PublicSigningKey.read(text);
            return database.inTransaction(tx -> register(tx, team, name, key));
        } catch (IllegalArgumentException e) {
            return new Refused("publicKey: " + e.getMessage());
        }
    }

    private SigningKeyOutcome register(Transaction tx, String team, String name, PublicSigningKey read) {
        if (teams.find(tx, team).isEmpty()) {
            return new NoTeam();
        }
        var key = new SigningKey(
                "signing-" + UUID.randomUUID(),
                team,
                name,
                read.kind(),
                read.text(),
                read.fingerprint(),
                now(),
                Optional.empty());
        if (keys.add(tx, key)) {
            outbox.add(tx, key.toEvent());
            LOG.infof("team=%s signingKeyId=%s fingerprint=%s registered", team, key.id(), key.fingerprint());
            return new Registered(key);
        }
        return new Known(keys.findActive(tx, team, key.fingerprint())
                .orElseThrow(() -> new IllegalStateException("a key of team " + team + " was revoked meanwhile")));
    }

    Optional<List<SigningKey>> list(String team) {
        return database.inTransaction(tx -> teams.find(tx, team).map(found -> keys.list(tx, found.slug())));
    }

    /** Ends a key. Empty if the team has no such key. Ending it again changes nothing. */
    Optional<SigningKey> revoke(String team, String keyId) {
        return database.inTransaction(tx -> {
            Optional<SigningKey> revoked = keys.revoke(tx, team, keyId, now());
            revoked.ifPresent(key -> {
                outbox.add(tx, key.toEvent());
                LOG.infof("team=%s signingKeyId=%s revoked", team, keyId);
            });
            return revoked;
        });
    }

    /** Tells every key that counts once more, which heals a topic that was lost. */
    void announceAll() {
        database.useTransaction(tx -> keys.lockActive(tx).forEach(key -> outbox.add(tx, key.toEvent())));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
