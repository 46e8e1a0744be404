package dev.millrace.simulator.app;

import dev.millrace.simulator.account.Account;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens that people have granted to the App: {@code ghu_} for eight hours, and {@code ghr_}, which is valid for one refresh. A
 * refresh ends both.
 */
@ApplicationScoped
public class UserTokens {

    /** How long an access token is valid. */
    public static final Duration LIFETIME = Duration.ofHours(8);
    /** How long a refresh token is valid. */
    public static final Duration REFRESH_LIFETIME = Duration.ofSeconds(15_897_600);

    /**
     * A pair of tokens.
     *
     * @param expiresAt when the access token expires
     */
    public record Pair(String access, String refresh, Account account, Instant expiresAt) {

        @Override
        public String toString() {
            return "Pair[" + account.login() + "]";
        }
    }

    private final Clock clock;
    private final Map<String, Pair> byAccess = new ConcurrentHashMap<>();
    private final Map<String, Pair> byRefresh = new ConcurrentHashMap<>();

    UserTokens(Clock clock) {
        this.clock = clock;
    }

    public Pair mint(Account account) {
        var pair = new Pair(
                "ghu_" + AppRegistration.newSecret().substring(4),
                "ghr_" + AppRegistration.newSecret()
                        + AppRegistration.newSecret().substring(4),
                account,
                clock.instant().plus(LIFETIME));
        byAccess.put(pair.access(), pair);
        byRefresh.put(pair.refresh(), pair);
        return pair;
    }

    /** Whose access token it is, if it was granted, has not expired and was neither refreshed nor revoked. */
    public Optional<Account> find(String access) {
        return Optional.ofNullable(byAccess.get(access))
                .filter(pair -> clock.instant().isBefore(pair.expiresAt()))
                .map(Pair::account);
    }

    /** Exchanges a refresh token; empty if it is unknown or was used. */
    public Optional<Pair> refresh(String refresh) {
        return Optional.ofNullable(byRefresh.remove(refresh)).map(pair -> {
            byAccess.remove(pair.access());
            return mint(pair.account());
        });
    }

    /** Makes all access tokens of a person expire at once, as if eight hours had passed. */
    public void expire(Account account) {
        byAccess.values().removeIf(pair -> pair.account().id() == account.id());
    }

    /** Ends all tokens of a person. */
    public void revoke(Account account) {
        expire(account);
        byRefresh.values().removeIf(pair -> pair.account().id() == account.id());
    }

    public void clear() {
        byAccess.clear();
        byRefresh.clear();
    }
}
