package dev.millrace.gateway.member;

import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.gateway.member.MemberOutcome.ByGroup;
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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
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
        if (known.flatMap(Member::granted).filter(own -> own.includes(role)).isPresent()) {
            return known.get();
        }
        Member joined =
                known.map(member -> member.withGranted(role)).orElseGet(() -> Member.granted(team, user, role, now()));
        save(tx, caller, known, joined);
        return joined;
    }

    /**
     * Makes the user a member as groups at an identity provider state, or ends what they gave before. The role by groups is the highest
     * one of all providers. The only owner stays one.
     *
     * @param issuer of the provider
     * @param role that the groups there map to; empty if to none in this team
     */
    MemberOutcome follow(Caller caller, String team, UUID user, String issuer, Optional<Role> role) {
        return database.inTransaction(tx -> {
            if (!store.lockTeam(tx, team)) {
                return new NoTeam();
            }
            Optional<Member> before = store.find(tx, team, user);
            Optional<Role> byGroup = Stream.concat(
                            store.groupRolesElsewhere(tx, team, user, issuer).stream(), role.stream())
                    .max(Comparator.naturalOrder());
            Optional<Member> after = before.isPresent()
                    ? before.get().withByGroup(byGroup)
                    : byGroup.map(highest -> Member.byGroup(team, user, highest, now()));
            if (isLastOwner(tx, before, after)) {
                audit.add(tx, caller, Optional.of(team), Change.added("member.kept", user.toString(), "only owner"));
                return new LastOwner();
            }
            after.ifPresent(member -> {
                save(tx, caller, before, member);
                store.saveGroupRole(tx, team, user, issuer, role);
            });
            if (after.isEmpty()) {
                before.ifPresent(member -> delete(tx, caller, member));
            }
            return after.or(() -> before).<MemberOutcome>map(Changed::new).orElseGet(NoMember::new);
        });
    }

    MemberOutcome changeRole(Caller caller, String team, UUID user, Role role) {
        return change(team, user, (tx, member) -> {
            Member changed = member.withGranted(role);
            if (changed.role() != role) {
                return new ByGroup(changed.role());
            }
            if (isLastOwner(tx, Optional.of(member), Optional.of(changed))) {
                return new LastOwner();
            }
            save(tx, caller, Optional.of(member), changed);
            return new Changed(changed);
        });
    }

    MemberOutcome remove(Caller caller, String team, UUID user) {
        return change(team, user, (tx, member) -> {
            if (isLastOwner(tx, Optional.of(member), Optional.empty())) {
                return new LastOwner();
            }
            delete(tx, caller, member);
            return new Changed(member);
        });
    }

    /** Makes another member the owner; the caller, if an owner of the team and not by groups, becomes a maintainer. */
    MemberOutcome transfer(Caller caller, String team, UUID to) {
        return change(team, to, (tx, member) -> {
            Member owner = member.withGranted(Role.OWNER);
            save(tx, caller, Optional.of(member), owner);
            caller.user()
                    .filter(user -> !user.equals(to))
                    .flatMap(user -> store.find(tx, team, user))
                    .filter(former -> former.role() == Role.OWNER)
                    .ifPresent(former -> save(tx, caller, Optional.of(former), former.withGranted(Role.MAINTAINER)));
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

    /** Whether the team would have no owner after a change of this member. */
    private boolean isLastOwner(Transaction tx, Optional<Member> before, Optional<Member> after) {
        return before.filter(member -> member.role() == Role.OWNER).isPresent()
                && after.filter(member -> member.role() == Role.OWNER).isEmpty()
                && store.countOwners(tx, before.get().team()) == 1;
    }

    private void delete(Transaction tx, Caller caller, Member member) {
        store.delete(tx, member);
        tokens.revokeOfUser(tx, caller, member.team(), member.user());
        links.changeTeams(tx, member.user());
        audit.add(
                tx,
                caller,
                Optional.of(member.team()),
                Change.ended(
                        "member.removed",
                        member.user().toString(),
                        member.role().wireName()));
        LOG.infof("team=%s user=%s removed", member.team(), member.user());
    }

    private void save(Transaction tx, Caller caller, Optional<Member> before, Member after) {
        store.save(tx, after);
        if (before.filter(member -> member.role() == after.role()).isPresent()) {
            return;
        }
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

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** What happens to a member, under the lock of its team. */
    @FunctionalInterface
    private interface Decision {

        MemberOutcome decide(Transaction tx, Member member);
    }
}
