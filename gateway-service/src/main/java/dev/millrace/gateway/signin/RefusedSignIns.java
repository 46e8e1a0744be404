package dev.millrace.gateway.signin;

import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.kit.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Records sign-ins that are refused although the forge or the provider has stated whose account it is. What fails before that, such as a
 * state that was guessed, takes no account to send, so it is not in the audit log, which keeps everything.
 */
@ApplicationScoped
class RefusedSignIns {

    private static final Logger LOG = Logger.getLogger(RefusedSignIns.class);
    private static final String ACTION = "session.refused";

    private final Database database;
    private final AuditLog audit;

    RefusedSignIns(Database database, AuditLog audit) {
        this.database = database;
        this.audit = audit;
    }

    /**
     * Records one.
     *
     * @param account at the forge or the provider, by its stable id
     * @param name of the account, as the forge or the provider reports it
     * @param reason code of the response
     */
    void record(String account, String name, String reason) {
        LOG.infof("account=%s sign-in refused: %s", account, reason);
        database.useTransaction(tx ->
                audit.add(tx, SignedInCaller.named(name), Optional.empty(), Change.added(ACTION, account, reason)));
    }
}
