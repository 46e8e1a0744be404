package dev.millrace.gateway.authorization;

import dev.millrace.forge.OAuthGrant;
import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.gateway.authorization.UserToken.Sealed;
import dev.millrace.gateway.authorization.UserTokenOutcome.AuthorizationNeeded;
import dev.millrace.gateway.authorization.UserTokenOutcome.Usable;
import dev.millrace.gateway.connection.GitHubSites;
import dev.millrace.gateway.connection.SignInApp;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.secret.SecretBox;
import dev.millrace.kit.work.Timers;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Tokens of people at forges. A refresh token is valid once, so a refresh holds the lock of its row while it calls the forge,
 * and stores the new tokens before anyone uses them.
 */
@ApplicationScoped
public class UserTokens {

    private static final Logger LOG = Logger.getLogger(UserTokens.class);
    /** A refresh keeps a database connection during a call to a forge, so that only a few happen at once. */
    private static final int LANES = 3;

    private static final Duration LONGEST_REFRESH = Duration.ofSeconds(60);

    private final Database database;
    private final UserTokenStore store;
    private final GitHubSites sites;
    private final SecretBox secretBox;
    private final AuditLog audit;
    private final Timers timers;
    private final Clock clock;
    private final List<ReentrantLock> lanes =
            IntStream.range(0, LANES).mapToObj(lane -> new ReentrantLock()).toList();

    UserTokens(
            Database database,
            UserTokenStore store,
            GitHubSites sites,
            SecretBox secretBox,
            AuditLog audit,
            Timers timers,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.sites = sites;
        this.secretBox = secretBox;
        this.audit = audit;
        this.timers = timers;
        this.clock = clock;
    }

    /** Stores what a person has granted, in the caller's transaction. The account is linked to a user. */
    public void keep(Transaction tx, Caller caller, SignInApp app, String accountId, OAuthGrant.Granted granted) {
        var key = new UserToken.Key(app.instance(), accountId, app.connectionId());
        Instant now = now();
        boolean isNew = store.lock(tx, key).isEmpty();
        store.save(tx, seal(key, granted, now, now));
        if (isNew) {
            audit.add(
                    tx,
                    caller,
                    Optional.empty(),
                    Change.added("authorization.granted", subject(key), app.connectionId()));
        }
    }

    /**
     * The token of an account for calls in its name, refreshed if it expires soon. Not within a transaction: it may call the
     * forge, and other callers wait for that.
     *
     * @throws dev.millrace.forge.ForgeFailure if the forge cannot be reached; the tokens stay as they are
     */
    public UserTokenOutcome find(SignInApp app, String accountId) {
        var key = new UserToken.Key(app.instance(), accountId, app.connectionId());
        Optional<UserToken> stored = database.inTransaction(tx -> store.find(tx, key));
        if (stored.isEmpty()) {
            return new AuthorizationNeeded();
        }
        if (stored.get().isUsable(now())) {
            return new Usable(open(key, "access", stored.get().access()));
        }
        ReentrantLock lane = lanes.get(Math.floorMod(key.hashCode(), LANES));
        lane.lock();
        try {
            return database.inTransaction(tx -> refreshed(tx, app, key));
        } finally {
            lane.unlock();
        }
    }

    private UserTokenOutcome refreshed(Transaction tx, SignInApp app, UserToken.Key key) {
        Optional<UserToken> locked = store.lock(tx, key);
        if (locked.isEmpty()) {
            return new AuthorizationNeeded();
        }
        UserToken token = locked.get();
        if (token.isUsable(now())) {
            // another request has refreshed it while this one waited
            return new Usable(open(key, "access", token.access()));
        }
        if (!token.isRefreshable(now())) {
            return end(tx, key, "it has expired");
        }
        tx.allowIdle(LONGEST_REFRESH);
        String refresh = open(key, "refresh", token.refresh().orElseThrow());
        for (String secret : app.clientSecrets()) {
            switch (sites.at(app.host()).refresh(app.clientId(), secret, refresh)) {
                case OAuthGrant.Granted granted -> {
                    store.save(tx, seal(key, granted, token.grantedAt(), now()));
                    return new Usable(granted.accessToken());
                }
                case OAuthGrant.Refused refused
                when refused.isOfClient() ->
                    LOG.warnf("connectionId=%s a client secret was not accepted", app.connectionId());
                case OAuthGrant.Refused refused -> {
                    return end(tx, key, refused.error());
                }
            }
        }
        throw MillraceException.of(
                        ErrorKind.UPSTREAM,
                        502,
                        "the forge accepts no client secret of the connection '%s'; an administrator must add the current one"
                                .formatted(app.connectionId()))
                .withCode("client_rejected");
    }

    private UserTokenOutcome end(Transaction tx, UserToken.Key key, String reason) {
        store.delete(tx, key);
        recordEnd(tx, key.instance(), key.accountId(), reason);
        return new AuthorizationNeeded();
    }

    /** Deletes the tokens of an account for an App: the forge has not accepted them. */
    public void reject(SignInApp app, String accountId) {
        var key = new UserToken.Key(app.instance(), accountId, app.connectionId());
        database.useTransaction(tx -> {
            if (store.delete(tx, key)) {
                recordEnd(tx, key.instance(), key.accountId(), "the forge rejected them");
            }
        });
    }

    /**
     * Deletes the tokens of an account, in the caller's transaction: the person has withdrawn the authorization. Those that were
     * granted later stay.
     */
    public void revoke(Transaction tx, String instance, String accountId, Instant revokedAt) {
        if (store.deleteGrantedBefore(tx, instance, accountId, revokedAt) > 0) {
            recordEnd(tx, instance, accountId, "withdrawn at the forge");
        }
    }

    @Scheduled(every = "1h", delayed = "20m")
    void deleteUnusable() {
        timers.run(
                "deleting tokens of people",
                Duration.ofHours(1),
                () -> database.inTransaction(tx -> store.deleteUnusable(tx, now())));
    }

    private void recordEnd(Transaction tx, String instance, String accountId, String reason) {
        String subject = instance + ":" + accountId;
        LOG.infof("account=%s authorization ended: %s", subject, reason);
        audit.add(tx, forge(instance), Optional.empty(), Change.ended("authorization.ended", subject, reason));
    }

    /** No user did it: the forge reported it. */
    private Caller forge(String instance) {
        return new Caller(Caller.PLATFORM, instance, Optional.empty(), Set.of(), List.of(), now());
    }

    private UserToken seal(UserToken.Key key, OAuthGrant.Granted granted, Instant grantedAt, Instant now) {
        return new UserToken(
                key,
                seal(key, "access", granted.accessToken()),
                granted.expiresAt().map(UserTokens::micros),
                granted.refreshToken().map(text -> seal(key, "refresh", text)),
                granted.refreshExpiresAt().map(UserTokens::micros),
                grantedAt,
                now);
    }

    private Sealed seal(UserToken.Key key, String kind, String text) {
        return new Sealed(secretBox.seal(text.getBytes(StandardCharsets.UTF_8), key.context(kind)));
    }

    private String open(UserToken.Key key, String kind, Sealed sealed) {
        return new String(secretBox.open(sealed.bytes(), key.context(kind)), StandardCharsets.UTF_8);
    }

    private static String subject(UserToken.Key key) {
        return key.instance() + ":" + key.accountId();
    }

    private Instant now() {
        return micros(clock.instant());
    }

    private static Instant micros(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS);
    }
}
