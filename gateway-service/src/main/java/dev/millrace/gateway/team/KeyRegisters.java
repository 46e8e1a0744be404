package dev.millrace.gateway.team;

import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The register of each kind of key. */
@Singleton
class KeyRegisters {

    private final KeyRegister<AccessKey> accessKeys;
    private final KeyRegister<SigningKey> signingKeys;

    KeyRegisters(
            Database database,
            TeamStore teams,
            AccessKeyStore accessKeys,
            SigningKeyStore signingKeys,
            Outbox outbox,
            AuditLog audit,
            Clock clock) {
        this.accessKeys = new KeyRegister<>(AccessKey.KIND, accessKeys, database, teams, outbox, audit, clock);
        this.signingKeys = new KeyRegister<>(SigningKey.KIND, signingKeys, database, teams, outbox, audit, clock);
    }

    KeyRegister<AccessKey> accessKeys() {
        return accessKeys;
    }

    KeyRegister<SigningKey> signingKeys() {
        return signingKeys;
    }
}
