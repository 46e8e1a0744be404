package dev.millrace.gateway.installation;

import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** What the audit log says of the teams of installations and of their accounts. */
@ApplicationScoped
class AuditInstallations {

    private final AuditLog log;

    AuditInstallations(AuditLog log) {
        this.log = log;
    }

    void connected(Transaction tx, Caller caller, String team, Installation installation) {
        log.add(
                tx,
                caller,
                Optional.of(team),
                Change.added(
                        "installation.connected",
                        subject(installation),
                        installation.account().login()));
    }

    void disconnected(Transaction tx, Caller caller, String team, Installation installation) {
        log.add(
                tx,
                caller,
                Optional.of(team),
                Change.ended(
                        "installation.disconnected",
                        subject(installation),
                        installation.account().login()));
    }

    /** An entry for each of the two teams, neither of which names the other: owners read the entries of their team. */
    void moved(Transaction tx, Caller caller, AccountMove move) {
        String account = move.instance() + ":" + move.accountId();
        log.add(tx, caller, Optional.of(move.fromTeam()), Change.ended("account.moved", account, move.accountLogin()));
        log.add(tx, caller, Optional.of(move.toTeam()), Change.added("account.moved", account, move.accountLogin()));
    }

    private static String subject(Installation installation) {
        return installation.instance() + ":" + installation.id();
    }
}
