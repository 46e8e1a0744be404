package dev.millrace.gateway.member;

import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.gateway.member.AcceptOutcome.Accepted;
import dev.millrace.gateway.member.AcceptOutcome.NotOpen;
import dev.millrace.gateway.member.AcceptOutcome.Refused;
import dev.millrace.gateway.token.IssueToken;
import dev.millrace.gateway.token.TokenOutcome;
import dev.millrace.gateway.token.TokenRequest;
import dev.millrace.gateway.user.User;
import dev.millrace.gateway.user.Users;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.OpaqueTokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the one who has the link of an invitation a member of the team: a new user, or the user who is calling. The user gets
 * an access token for the team, with everything that the role allows.
 */
@ApplicationScoped
public class AcceptInvitation {

    private final Database database;
    private final InvitationStore invitations;
    private final Members members;
    private final Users users;
    private final IssueToken issueToken;
    private final AuditLog audit;
    private final Clock clock;

    AcceptInvitation(
            Database database,
            InvitationStore invitations,
            Members members,
            Users users,
            IssueToken issueToken,
            AuditLog audit,
            Clock clock) {
        this.database = database;
        this.invitations = invitations;
        this.members = members;
        this.users = users;
        this.issueToken = issueToken;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Accepts the invitation; it cannot be used again.
     *
     * @param caller the user who becomes a member; empty for a new user
     * @param name name of the new user
     */
    AcceptOutcome handle(Optional<Caller> caller, String secret, String name) {
        if (caller.isEmpty() && !User.isName(name)) {
            return new Refused("name must be 1 to 100 printable characters");
        }
        return database.inTransaction(tx -> join(tx, caller, OpaqueTokens.sha256(secret), name)
                .<AcceptOutcome>map(joined -> issue(tx, joined))
                .orElseGet(NotOpen::new));
    }

    /**
     * Accepts the invitation without a token, in the caller's transaction; it cannot be used again.
     *
     * @param caller the user who becomes a member; empty for a new user
     * @param secretSha256 of the invitation's secret
     * @param name name of the new user, one that {@link User#isName} accepts
     * @return empty if no invitation has this secret, or it was used or revoked, or has expired
     */
    public Optional<Joined> join(Transaction tx, Optional<Caller> caller, String secretSha256, String name) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return invitations
                .lock(tx, secretSha256)
                .filter(invitation -> invitation.isOpen(now))
                .map(invitation -> join(tx, invitation, caller, name, now));
    }

    private Joined join(Transaction tx, Invitation invitation, Optional<Caller> caller, String name, Instant now) {
        Caller acting = caller.orElseGet(() -> newcomer(invitation, name, now));
        Optional<User> known = acting.user().flatMap(id -> users.find(tx, id));
        User user = known.orElseGet(() -> users.add(tx, acting, name));
        Member member = members.join(tx, acting, invitation.team(), user.id(), invitation.role());
        invitations.accept(tx, invitation.id(), user.id(), now);
        audit.add(
                tx,
                acting,
                Optional.of(invitation.team()),
                Change.added("invitation.accepted", invitation.id(), user.id().toString()));
        return new Joined(user, member, acting);
    }

    private AcceptOutcome issue(Transaction tx, Joined joined) {
        User user = joined.user();
        Member member = joined.member();
        var request = new TokenRequest(
                member.team(),
                Optional.of(user.id()),
                user.name(),
                "invitation",
                member.role(),
                member.role().scopes(),
                Optional.empty());
        return switch (issueToken.issue(tx, joined.acting(), request)) {
            case TokenOutcome.Issued(var token, String text) -> new Accepted(user, member, token, text);
            // thrown, so that nothing of it remains
            case TokenOutcome.Refused(String reason) -> throw MillraceException.conflict(reason);
            case TokenOutcome other -> throw new IllegalStateException("a token was not issued: " + other);
        };
    }

    /** Who is not known yet acts with the name that it gives itself. */
    private static Caller newcomer(Invitation invitation, String name, Instant now) {
        return new Caller(invitation.team(), name, Optional.empty(), Set.of(), List.of(), now);
    }

    /**
     * A user who has become a member.
     *
     * @param acting who did it: the user, or the newcomer by name
     */
    public record Joined(User user, Member member, Caller acting) {}
}
