package dev.millrace.gateway.token;

import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.gateway.team.Teams;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.OpaqueTokens;
import dev.millrace.kit.identity.Scope;
import dev.millrace.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Creates access tokens, and publishes each in the same transaction. */
@ApplicationScoped
public class IssueToken {

    private static final Logger LOG = Logger.getLogger(IssueToken.class);
    private static final int LONGEST_NAME = 100;

    private final Database database;
    private final Teams teams;
    private final AccessTokenStore store;
    private final Outbox outbox;
    private final AuditLog audit;
    private final TokenConfig limits;
    private final Clock clock;

    IssueToken(
            Database database,
            Teams teams,
            AccessTokenStore store,
            Outbox outbox,
            AuditLog audit,
            TokenConfig limits,
            Clock clock) {
        this.database = database;
        this.teams = teams;
        this.store = store;
        this.outbox = outbox;
        this.audit = audit;
        this.limits = limits;
        this.clock = clock;
    }

    /** Creates a token that allows nothing that the caller may not do. */
    public TokenOutcome handle(Caller caller, TokenRequest request) {
        if (!teams.exists(request.team())) {
            return new TokenOutcome.NoTeam(request.team());
        }
        Optional<String> tooMuch = tooMuch(caller, request);
        if (tooMuch.isPresent()) {
            return new TokenOutcome.TooMuch(tooMuch.get());
        }
        return database.inTransaction(tx -> issue(tx, caller, request));
    }

    /** As {@link #handle} in the caller's transaction, for a team that exists and without comparison with the caller's rights. */
    public TokenOutcome issue(Transaction tx, Caller caller, TokenRequest request) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant expiresAt =
                request.expiresAt().orElseGet(() -> now.plus(limits.lifetime())).truncatedTo(ChronoUnit.MICROS);
        Optional<String> wrong = wrong(request, now, expiresAt);
        if (wrong.isPresent()) {
            return new TokenOutcome.Refused(wrong.get());
        }
        store.lockTeam(tx, request.team());
        // otherwise, a user who is removed at this moment could keep a token
        boolean isStale = request.user()
                .filter(user -> store.lockRole(tx, request.team(), user)
                        .filter(role -> role.includes(request.role()))
                        .isEmpty())
                .isPresent();
        if (isStale) {
            return new TokenOutcome.Refused(
                    "the user's role in team '%s' has changed: try again".formatted(request.team()));
        }
        if (store.countActive(tx, request.team(), now) >= limits.perTeam()) {
            return new TokenOutcome.Refused(
                    "team '%s' has %d active access tokens, the most that it may have: revoke one first"
                            .formatted(request.team(), limits.perTeam()));
        }
        String text = RandomText.of(OpaqueTokens.ACCESS_TOKEN_PREFIX);
        var token = new AccessToken(
                "token-" + UUID.randomUUID(),
                OpaqueTokens.sha256(text),
                request.team(),
                request.user(),
                request.owner(),
                request.name(),
                request.role(),
                request.scopes(),
                1,
                now,
                now,
                expiresAt,
                Optional.empty(),
                Optional.empty());
        store.add(tx, token);
        outbox.add(tx, token.toEvent());
        audit.add(tx, caller, Optional.of(token.team()), Change.added("token.created", token.id(), description(token)));
        LOG.infof("team=%s tokenId=%s created", token.team(), token.id());
        return new TokenOutcome.Issued(token, text);
    }

    private Optional<String> wrong(TokenRequest request, Instant now, Instant expiresAt) {
        String name = request.name();
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("name must be 1 to %d printable characters".formatted(LONGEST_NAME));
        }
        if (request.scopes().isEmpty()) {
            return Optional.of("scopes must name at least one: without scopes the token would allow nothing");
        }
        if (!expiresAt.isAfter(now)) {
            return Optional.of("expiresAt %s is in the past".formatted(expiresAt));
        }
        if (expiresAt.isAfter(now.plus(limits.longestLifetime()))) {
            return Optional.of("expiresAt %s is more than %d days from now, the most that a token may be valid"
                    .formatted(expiresAt, limits.longestLifetime().toDays()));
        }
        return Optional.empty();
    }

    private static Optional<String> tooMuch(Caller caller, TokenRequest request) {
        Set<Scope> beyondRole = request.scopes().stream()
                .filter(scope -> !request.role().scopes().contains(scope))
                .collect(Collectors.toSet());
        if (!beyondRole.isEmpty()) {
            return Optional.of("the role %s does not include the scope %s"
                    .formatted(request.role().wireName(), names(beyondRole)));
        }
        if (caller.administrator()) {
            return Optional.empty();
        }
        if (caller.role().filter(own -> own.includes(request.role())).isEmpty()) {
            return Optional.of("a token of the role %s needs a caller with this role"
                    .formatted(request.role().wireName()));
        }
        Set<Scope> beyondCaller =
                request.scopes().stream().filter(scope -> !caller.has(scope)).collect(Collectors.toSet());
        return beyondCaller.isEmpty()
                ? Optional.empty()
                : Optional.of("the caller does not have the scope %s itself".formatted(names(beyondCaller)));
    }

    private static String names(Set<Scope> scopes) {
        return scopes.stream().map(Scope::wireName).sorted().collect(Collectors.joining(", "));
    }

    private static String description(AccessToken token) {
        return "%s: %s, %s, until %s"
                .formatted(token.name(), token.role().wireName(), names(token.granted()), token.expiresAt());
    }
}
