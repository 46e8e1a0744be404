package dev.millrace.gateway.member;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Role;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Makes the memberships of a user what groups at an identity provider map to. What people gave the user stays, and what groups at
 * other providers gave. Each team is changed in
 * a transaction of its own, so that two sign-ins cannot wait for each other's teams; a repetition completes one that was interrupted.
 */
@ApplicationScoped
public class FollowGroups {

    private static final Logger LOG = Logger.getLogger(FollowGroups.class);

    private final Database database;
    private final Members members;

    FollowGroups(Database database, Members members) {
        this.database = database;
        this.members = members;
    }

    /**
     * Adds, changes and removes memberships.
     *
     * @param actor who states the groups, for the audit log
     * @param issuer of the provider where they are
     * @param roles by slug of the team
     */
    public void handle(Caller actor, UUID user, String issuer, Map<String, Role> roles) {
        var wanted = new TreeMap<String, Optional<Role>>();
        database.inTransaction(tx -> members.listOfUser(tx, user)).stream()
                .filter(member -> member.byGroup().isPresent())
                .forEach(member -> wanted.put(member.team(), Optional.empty()));
        roles.forEach((team, role) -> wanted.put(team, Optional.of(role)));
        wanted.forEach((team, role) -> follow(actor, team, user, issuer, role));
    }

    private void follow(Caller actor, String team, UUID user, String issuer, Optional<Role> role) {
        MemberOutcome outcome = members.follow(actor, team, user, issuer, role);
        switch (outcome) {
            case MemberOutcome.NoTeam noTeam ->
                LOG.warnf("team=%s groups are mapped to it, and it does not exist", team);
            case MemberOutcome.LastOwner lastOwner ->
                LOG.warnf("team=%s user=%s stays the only owner, whatever the groups map to", team, user);
            case MemberOutcome.Changed changed -> LOG.debugf("team=%s user=%s follows groups", team, user);
            case MemberOutcome.NoMember noMember -> LOG.debugf("team=%s user=%s is no member", team, user);
            case MemberOutcome.ByGroup byGroup -> throw new IllegalStateException("groups do not refuse themselves");
        }
    }
}
