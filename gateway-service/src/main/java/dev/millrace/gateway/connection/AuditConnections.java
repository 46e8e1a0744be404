package dev.millrace.gateway.connection;

import dev.millrace.events.access.ForgeConnectionChanged.App;
import dev.millrace.gateway.audit.Actor;
import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** What the audit log says of a change of a connection: one entry for the connection, and one for each of its secrets. */
@ApplicationScoped
class AuditConnections {

    private final AuditLog log;

    AuditConnections(AuditLog log) {
        this.log = log;
    }

    void created(Transaction tx, Actor actor, Connection created) {
        log.add(tx, actor, created.team(), Change.added("connection.created", created.id(), description(created)));
    }

    void removed(Transaction tx, Actor actor, Connection before) {
        log.add(tx, actor, before.team(), Change.ended("connection.removed", before.id(), description(before)));
    }

    /** What differs between two states of a connection that stays. */
    void changed(Transaction tx, Actor actor, Connection before, Connection after) {
        if (!description(before).equals(description(after))) {
            log.add(
                    tx,
                    actor,
                    after.team(),
                    Change.changed("connection.changed", after.id(), description(before), description(after)));
        }
        without(after.secrets(), before.secrets())
                .forEach(added -> log.add(
                        tx,
                        actor,
                        after.team(),
                        Change.added("connection.secret.added", after.id(), description(added))));
        without(before.secrets(), after.secrets())
                .forEach(removed -> log.add(
                        tx,
                        actor,
                        after.team(),
                        Change.ended("connection.secret.removed", after.id(), description(removed))));
    }

    private static List<ConnectionSecret> without(List<ConnectionSecret> all, List<ConnectionSecret> others) {
        var rest = new ArrayList<>(all);
        rest.removeAll(others);
        return rest;
    }

    private static String description(Connection connection) {
        String place = "%s at %s".formatted(connection.forge().wireName(), connection.instance());
        return connection.app().map(app -> description(app) + ", " + place).orElse(place);
    }

    private static String description(App app) {
        return app.slug().map(slug -> "App %s (%s)".formatted(slug, app.id())).orElseGet(() -> "App " + app.id());
    }

    /** No more than what the API lists. */
    private static String description(ConnectionSecret secret) {
        return "%s %s".formatted(SecretBody.wireName(secret.purpose()), secret.id());
    }
}
