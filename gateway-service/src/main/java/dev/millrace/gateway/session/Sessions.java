package dev.millrace.gateway.session;

import dev.millrace.gateway.administrator.Administrator;
import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.gateway.member.Member;
import dev.millrace.gateway.member.Members;
import dev.millrace.gateway.token.AccessToken;
import dev.millrace.gateway.token.AccessTokensOfTeams;
import dev.millrace.gateway.token.RandomText;
import dev.millrace.gateway.user.User;
import dev.millrace.gateway.user.Users;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.OpaqueTokens;
import dev.millrace.kit.identity.Role;
import dev.millrace.kit.work.Timers;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Begins, finds and ends sessions. What a session allows is read with each request, so that every change takes effect at once. */
@ApplicationScoped
public class Sessions {

    private static final String PREFIX = "mrs_";
    private static final int LONGEST_CLIENT = 200;

    private final Database database;
    private final SessionStore store;
    private final OpaqueTokens opaqueTokens;
    private final AccessTokensOfTeams tokens;
    private final Administrator administrator;
    private final Users users;
    private final Members members;
    private final AuditLog audit;
    private final SessionConfig config;
    private final Timers timers;
    private final Clock clock;

    Sessions(
            Database database,
            SessionStore store,
            OpaqueTokens opaqueTokens,
            AccessTokensOfTeams tokens,
            Administrator administrator,
            Users users,
            Members members,
            AuditLog audit,
            SessionConfig config,
            Timers timers,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.opaqueTokens = opaqueTokens;
        this.tokens = tokens;
        this.administrator = administrator;
        this.users = users;
        this.members = members;
        this.audit = audit;
        this.config = config;
        this.timers = timers;
        this.clock = clock;
    }

    /** Begins a session with the administrator's token or an access token; empty if the token is not valid. */
    public Optional<Begun> begin(String token, String client) {
        return opaqueTokens.find(token).map(caller -> {
            Optional<AccessToken> accessToken = tokens.findActive(OpaqueTokens.sha256(token));
            return begin(
                    caller,
                    caller.user(),
                    accessToken.map(AccessToken::id),
                    accessToken.map(AccessToken::team),
                    client);
        });
    }

    /**
     * Begins a session of a user whom another provider has authenticated. It acts for the only team of the user, or for the
     * first one; the user can choose another.
     */
    public Begun begin(Caller caller, UUID user, String client) {
        Optional<String> team = database.inTransaction(tx -> members.listOfUser(tx, user)).stream()
                .map(Member::team)
                .findFirst();
        return begin(caller, Optional.of(user), Optional.empty(), team, client);
    }

    private Begun begin(
            Caller caller, Optional<UUID> user, Optional<String> tokenId, Optional<String> team, String client) {
        Instant now = now();
        Instant end = now.plus(config.lifetime());
        String secret = RandomText.of(PREFIX);
        var session = new Session(
                UUID.randomUUID(),
                OpaqueTokens.sha256(secret),
                user,
                tokenId,
                team,
                client.substring(0, Math.min(client.length(), LONGEST_CLIENT)),
                now,
                end.isBefore(caller.expiresAt()) ? end : caller.expiresAt().truncatedTo(ChronoUnit.MICROS));
        database.useTransaction(tx -> {
            store.add(tx, session);
            audit.add(
                    tx, caller, team, Change.added("session.begun", session.id().toString(), session.client()));
        });
        return new Begun(session, secret);
    }

    /** The caller whose session it is. */
    Optional<Caller> caller(String secret) {
        return database.inTransaction(
                tx -> store.findActive(tx, OpaqueTokens.sha256(secret), now()).flatMap(session -> caller(tx, session)));
    }

    private Optional<Caller> caller(Transaction tx, Session session) {
        if (session.isOfAdministrator()) {
            return administrator
                    .tokenSince()
                    .filter(since -> !since.isAfter(session.createdAt()))
                    .map(since -> administrator(session));
        }
        if (session.tokenId().isPresent()) {
            return tokens.findActiveById(tx, session.tokenId().get())
                    .map(token -> until(token.caller(), session.expiresAt()));
        }
        return session.user().flatMap(id -> users.find(tx, id)).map(user -> caller(tx, session, user));
    }

    private Caller caller(Transaction tx, Session session, User user) {
        Optional<Member> member = session.team().flatMap(team -> members.find(tx, team, user.id()));
        Optional<Role> role = member.map(Member::role);
        return new Caller(
                member.map(Member::team).orElse(Caller.PLATFORM),
                user.name(),
                Optional.of(user.id()),
                role,
                user.administrator(),
                Optional.empty(),
                role.map(Role::scopes).orElse(Set.of()),
                List.of(),
                session.expiresAt());
    }

    private static Caller administrator(Session session) {
        return new Caller(
                Caller.PLATFORM,
                "administrator",
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty(),
                Set.of(),
                List.of(),
                session.expiresAt());
    }

    private static Caller until(Caller caller, Instant end) {
        return new Caller(
                caller.team(),
                caller.subject(),
                caller.user(),
                caller.role(),
                caller.administrator(),
                caller.repository(),
                caller.scopes(),
                caller.refPolicies(),
                end.isBefore(caller.expiresAt()) ? end : caller.expiresAt());
    }

    /** Chooses the team that the session of a user acts for. */
    TeamChoice chooseTeam(String secret, String team) {
        return database.inTransaction(tx -> {
            Optional<Session> session = store.findActive(tx, OpaqueTokens.sha256(secret), now());
            if (session.isEmpty()
                    || session.get().user().isEmpty()
                    || session.get().tokenId().isPresent()) {
                return TeamChoice.FIXED;
            }
            if (members.find(tx, team, session.get().user().get()).isEmpty()) {
                return TeamChoice.NO_MEMBER;
            }
            store.changeTeam(tx, session.get().id(), team);
            return TeamChoice.CHANGED;
        });
    }

    /** Ends the session of this cookie. */
    void end(Caller caller, String secret) {
        database.useTransaction(tx -> store.findActive(tx, OpaqueTokens.sha256(secret), now())
                .ifPresent(session -> end(tx, caller, session)));
    }

    /** Ends one of the caller's sessions. Returns false if it has none of this id. */
    boolean end(Caller caller, UUID id) {
        return database.inTransaction(tx -> {
            Optional<Session> session = own(tx, caller).stream()
                    .filter(found -> found.id().equals(id))
                    .findFirst();
            session.ifPresent(found -> end(tx, caller, found));
            return session.isPresent();
        });
    }

    private void end(Transaction tx, Caller caller, Session session) {
        store.revoke(tx, session.id(), now());
        audit.add(
                tx,
                caller,
                session.team(),
                Change.ended("session.ended", session.id().toString(), session.client()));
    }

    /** The caller's active sessions, the newest first. */
    List<Session> list(Caller caller) {
        return database.inTransaction(tx -> own(tx, caller));
    }

    private List<Session> own(Transaction tx, Caller caller) {
        return caller.user().isPresent() || caller.administrator() ? store.list(tx, caller.user(), now()) : List.of();
    }

    @Scheduled(every = "1h", delayed = "10m")
    void deleteExpired() {
        timers.run(
                "deleting sessions",
                Duration.ofHours(1),
                () -> database.inTransaction(tx -> store.deleteExpired(tx, now())));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * A new session.
     *
     * @param secret for the cookie; stored nowhere
     */
    public record Begun(Session session, String secret) {

        /** When the session ends. */
        public Instant expiresAt() {
            return session.expiresAt();
        }

        @Override
        public String toString() {
            return "Begun[" + session.id() + "]";
        }
    }

    /** The result of choosing a team. */
    enum TeamChoice {
        CHANGED,
        /** the user is no member of the team */
        NO_MEMBER,
        /** the session acts for what its token acts for */
        FIXED
    }
}
