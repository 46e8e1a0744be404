package dev.millrace.gateway.token;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.identity.OpaqueTokens;
import dev.millrace.kit.work.Timers;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When access tokens were last used, by their hash: collected in memory and written once a minute. What a client sends as a
 * token may be anything, so the number of entries is bounded; uses beyond it are not recorded.
 */
@ApplicationScoped
public class TokenUses {

    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int MOST = 10_000;
    private static final int LONGEST_TOKEN = 64;

    private final Map<String, Instant> uses = new ConcurrentHashMap<>();
    private final Database database;
    private final AccessTokenStore store;
    private final Timers timers;
    private final Clock clock;

    TokenUses(Database database, AccessTokenStore store, Timers timers, Clock clock) {
        this.database = database;
        this.store = store;
        this.timers = timers;
        this.clock = clock;
    }

    /**
     * Records that a request was sent with this token, which may be invalid; any other text has no effect.
     *
     * @param token what follows {@code Bearer}, or the password
     */
    public void used(String token) {
        if (token.startsWith(OpaqueTokens.ACCESS_TOKEN_PREFIX)
                && token.length() <= LONGEST_TOKEN
                && uses.size() < MOST) {
            uses.put(OpaqueTokens.sha256(token), clock.instant().truncatedTo(ChronoUnit.MICROS));
        }
    }

    @Scheduled(every = "60s", delayed = "60s")
    void write() {
        timers.run("writing the uses of access tokens", INTERVAL, this::writeNow);
    }

    void writeNow() {
        var taken = new HashMap<>(uses);
        taken.forEach(uses::remove);
        if (!taken.isEmpty()) {
            database.useTransaction(tx -> store.saveUses(tx, taken));
        }
    }
}
