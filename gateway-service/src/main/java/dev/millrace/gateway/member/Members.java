package dev.millrace.gateway.member;

import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.gateway.member.MemberOutcome.Changed;
import dev.millrace.gateway.member.MemberOutcome.LastOwner;
import dev.millrace.gateway.member.MemberOutcome.NoMember;
import dev.millrace.gateway.member.MemberOutcome.NoTeam;
import dev.millrace.gateway.token.AccessTokensOfTeams;
import dev.millrace.gateway.user.IdentityLinks;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Role;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The members of teams. A team that has an owner always keeps one. A member's access tokens change with the member, in the
 * same transaction.
 */
@ApplicationScoped
public class Members {

    private static final Logger LOG = Logger.getLogger(Members.class);

    private final Database database;
    private final MemberStore store;
    private final AccessTokensOfTeams tokens;
    private final IdentityLinks links;
    private final AuditLog audit;
    private final Clock clock;

    Members(
            Database database,
            MemberStore store,
            AccessTokensOfTeams tokens,
            IdentityLinks links,
            AuditLog audit,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.tokens = tokens;
        this.links = links;
        this.audit = audit;
        this.clock = clock;
    }

    /** The member; empty if the user is not a member of the team. */
    public Optional<Member> find(Transaction tx, String team, UUID user) {
        return store.find(tx, team, user);
    }

    /** What the user is a member of, in the order of the slugs. */
    public List<Member> listOfUser(Transaction tx, UUID user) {
        return store.listOfUser(tx, user);
    }

    /** Members of the team, the longest first. */
    List<Member> list(Transaction tx, String team) {
        return store.list(tx, team);
    }

    /** Makes a user a member, in the caller's transaction. One who is a member keeps the higher role of the two. */
    Member join(Transaction tx, Caller caller, String team, UUID user, Role role) {
        store.lockTeam(tx, team);
        Optional<Member> known = store.find(tx, team, user);
        if (known.filter(member -> member.role().includes(role)).isPresent()) {
            return known.get();
        }
        Member joined = known.map(member -> member.withRole(role))
                .orElseGet(() -> new Member(team, user, role, clock.instant().truncatedTo(ChronoUnit.MICROS)));
        save(tx, caller, known, joined);
        return joined;
    }

    MemberOutcome changeRole(Caller caller, String team, UUID user, Role role) {
        return change(team, user, (tx, member) -> {
            if (member.role() == Role.OWNER && role != Role.OWNER && store.countOwners(tx, team) == 1) {
                return new LastOwner();
            }
            Member changed = member.withRole(role);
            if (member.role() != role) {
                save(tx, caller, Optional.of(member), changed);
            }
            return new Changed(changed);
        });
    }

    MemberOutcome remove(Caller caller, String team, UUID user) {
        return change(team, user, (tx, member) -> {
            if (member.role() == Role.OWNER && store.countOwners(tx, team) == 1) {
                return new LastOwner();
            }
            store.delete(tx, member);
            tokens.revokeOfUser(tx, caller, team, user);
            links.changeTeams(tx, user);
            audit.add(
                    tx,
                    caller,
                    Optional.of(team),
                    Change.ended(
                            "member.removed", user.toString(), member.role().wireName()));
            LOG.infof("team=%s user=%s removed", team, user);
            return new Changed(member);
        });
    }

    /** Makes another member the owner; the caller, if an owner of the team, becomes a maintainer. */
    MemberOutcome transfer(Caller caller, String team, UUID to) {
        return change(team, to, (tx, member) -> {
            Member owner = member.withRole(Role.OWNER);
            if (member.role() != Role.OWNER) {
                save(tx, caller, Optional.of(member), owner);
            }
            caller.user()
                    .filter(user -> !user.equals(to))
                    .flatMap(user -> store.find(tx, team, user))
                    .filter(former -> former.role() == Role.OWNER)
                    .ifPresent(former -> save(tx, caller, Optional.of(former), former.withRole(Role.MAINTAINER)));
            return new Changed(owner);
        });
    }

    private MemberOutcome change(String team, UUID user, Decision decision) {
        return database.inTransaction(tx -> {
            if (!store.lockTeam(tx, team)) {
                return new NoTeam();
            }
            Optional<Member> member = store.find(tx, team, user);
            return member.isPresent() ? decision.decide(tx, member.get()) : new NoMember();
        });
    }

    private void save(Transaction tx, Caller caller, Optional<Member> before, Member after) {
        store.save(tx, after);
        tokens.changeRoleOfUser(tx, after.team(), after.user(), after.role());
        if (before.isEmpty()) {
            links.changeTeams(tx, after.user());
        }
        audit.add(
                tx,
                caller,
                Optional.of(after.team()),
                new Change(
                        before.isPresent() ? "member.changed" : "member.joined",
                        after.user().toString(),
                        before.map(member -> member.role().wireName()),
                        Optional.of(after.role().wireName())));
        LOG.infof(
                "team=%s user=%s role=%s",
                after.team(), after.user(), after.role().wireName());
    }

    /** What happens to a member, under the lock of its team. */
    @FunctionalInterface
    private interface Decision {

        MemberOutcome decide(Transaction tx, Member member);
    }
}
