package dev.millrace.gateway.team;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Makes a key the only one of the platform. */
@ApplicationScoped
class RegisterPlatformKey {

    private final Database database;
    private final AccessKeyStore keys;
    private final Outbox outbox;
    private final Clock clock;

    RegisterPlatformKey(Database database, AccessKeyStore keys, Outbox outbox, Clock clock) {
        this.database = database;
        this.keys = keys;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** @param pem the public key */
    void register(String pem) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        AccessKey key = AccessKey.ofPlatform(pem, now);
        database.useTransaction(tx -> {
            if (!keys.add(tx, key)) {
                keys.reinstatePlatformKey(tx, key.id(), now);
            }
            keys.revokePlatformKeysBut(tx, key.id(), now).forEach(old -> outbox.add(tx, old.toEvent()));
        });
    }
}
