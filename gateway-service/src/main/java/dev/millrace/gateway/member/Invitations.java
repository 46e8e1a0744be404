package dev.millrace.gateway.member;

import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.gateway.team.Teams;
import dev.millrace.gateway.token.RandomText;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.OpaqueTokens;
import dev.millrace.kit.identity.Role;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Invitations to teams. */
@ApplicationScoped
class Invitations {

    private static final String PREFIX = "mri_";

    private final Database database;
    private final Teams teams;
    private final InvitationStore store;
    private final InvitationConfig limits;
    private final AuditLog audit;
    private final Clock clock;

    Invitations(
            Database database,
            Teams teams,
            InvitationStore store,
            InvitationConfig limits,
            AuditLog audit,
            Clock clock) {
        this.database = database;
        this.teams = teams;
        this.store = store;
        this.limits = limits;
        this.audit = audit;
        this.clock = clock;
    }

    InvitationOutcome invite(Caller caller, String team, Role role) {
        if (!teams.exists(team)) {
            return new InvitationOutcome.NoTeam();
        }
        if (!caller.administrator()
                && caller.role().filter(own -> own.includes(role)).isEmpty()) {
            return new InvitationOutcome.TooMuch();
        }
        Instant now = now();
        String secret = RandomText.of(PREFIX);
        var invitation = new Invitation(
                "invitation-" + UUID.randomUUID(),
                team,
                role,
                OpaqueTokens.sha256(secret),
                caller.subject(),
                now,
                now.plus(limits.lifetime()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return database.inTransaction(tx -> {
            if (store.countOpen(tx, team, now) >= limits.perTeam()) {
                return new InvitationOutcome.TooMany(limits.perTeam());
            }
            store.add(tx, invitation);
            audit.add(
                    tx,
                    caller,
                    Optional.of(team),
                    Change.added("invitation.created", invitation.id(), role.wireName()));
            return new InvitationOutcome.Invited(invitation, secret);
        });
    }

    /** Those that can still be accepted, the newest first. */
    List<Invitation> list(String team) {
        return database.inTransaction(tx -> store.listOpen(tx, team, now()));
    }

    /** Revokes an invitation. Returns false if the team has none of this id that can still be accepted. */
    boolean revoke(Caller caller, String team, String id) {
        return database.inTransaction(tx -> {
            Optional<Invitation> revoked = store.revoke(tx, team, id, now());
            revoked.ifPresent(invitation -> audit.add(
                    tx,
                    caller,
                    Optional.of(team),
                    Change.ended("invitation.revoked", id, invitation.role().wireName())));
            return revoked.isPresent();
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
