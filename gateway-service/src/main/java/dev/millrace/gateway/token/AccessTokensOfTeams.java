package dev.millrace.gateway.token;

import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Role;
import dev.millrace.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** The access tokens that exist: each change is published in its own transaction. */
@ApplicationScoped
public class AccessTokensOfTeams {

    private static final Logger LOG = Logger.getLogger(AccessTokensOfTeams.class);

    private final Database database;
    private final AccessTokenStore store;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Clock clock;

    AccessTokensOfTeams(Database database, AccessTokenStore store, Outbox outbox, AuditLog audit, Clock clock) {
        this.database = database;
        this.store = store;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    /** The active token with this hash. */
    public Optional<AccessToken> findActive(String sha256) {
        return database.inTransaction(tx -> store.findActive(tx, sha256, now()));
    }

    /** The active token with this id. */
    public Optional<AccessToken> findActiveById(Transaction tx, String id) {
        return store.findActiveById(tx, id, now());
    }

    /**
     * A page of the tokens of a team that are not revoked, those of its members included: the one that was used last first, then
     * those that were not used yet, the newest first.
     *
     * @param user whose alone; empty for all
     * @return empty if the page begins after a token that the team never had
     */
    Optional<List<AccessToken>> list(String team, Optional<UUID> user, TokenPage page) {
        return database.inTransaction(tx -> {
            Optional<AccessToken> after = page.before().flatMap(id -> store.find(tx, team, id));
            return page.before().isPresent() && after.isEmpty()
                    ? Optional.empty()
                    : Optional.of(store.list(tx, team, user, after, page.limit()));
        });
    }

    /** A token of the team, active or not. */
    Optional<AccessToken> find(String team, String id) {
        return database.inTransaction(tx -> store.find(tx, team, id));
    }

    /** Revokes a token of the team. Revoking it again changes nothing. */
    void revoke(Caller caller, String team, String id) {
        database.useTransaction(tx -> store.revoke(tx, team, id, now()).ifPresent(token -> publish(tx, caller, token)));
    }

    /** Revokes what a user has for the team, in the caller's transaction: the user is no longer a member. */
    public void revokeOfUser(Transaction tx, Caller caller, String team, UUID user) {
        store.revokeOfUser(tx, team, user, now()).forEach(token -> publish(tx, caller, token));
    }

    /** Gives the tokens that a user has for the team the new role of the member, in the caller's transaction. */
    public void changeRoleOfUser(Transaction tx, String team, UUID user, Role role) {
        store.changeRoleOfUser(tx, team, user, role, now()).forEach(token -> outbox.add(tx, token.toEvent()));
    }

    /**
     * Publishes every active token once more. A repeat changes nothing for a service that has it, and restores the content of
     * a topic that was lost.
     */
    void announceAll() {
        int announced = database.inTransaction(tx -> {
            List<AccessToken> active = store.lockActive(tx, now());
            active.forEach(token -> outbox.add(tx, token.toEvent()));
            return active.size();
        });
        LOG.infof("announced=%d access tokens", announced);
    }

    private void publish(Transaction tx, Caller caller, AccessToken revoked) {
        outbox.add(tx, revoked.toEvent());
        audit.add(tx, caller, Optional.of(revoked.team()), Change.ended("token.revoked", revoked.id(), revoked.name()));
        LOG.infof("team=%s tokenId=%s revoked", revoked.team(), revoked.id());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
