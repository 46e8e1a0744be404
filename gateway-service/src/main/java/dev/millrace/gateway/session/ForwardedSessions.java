package dev.millrace.gateway.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.millrace.gateway.route.SessionTokens;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.PlatformTokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/** Exchanges the cookies of sessions for tokens of the platform. The session is read each time; a token is reused for a while. */
@ApplicationScoped
class ForwardedSessions implements SessionTokens {

    private static final Duration REUSED_FOR = Duration.ofMinutes(1);
    private static final Duration VALID_FOR = Duration.ofMinutes(5);
    private static final int MOST_KEPT = 1_000;

    private final Sessions sessions;
    private final PlatformTokens platformTokens;
    private final Cache<Caller, String> signed = Caffeine.newBuilder()
            .maximumSize(MOST_KEPT)
            .expireAfterWrite(REUSED_FOR)
            .build();

    ForwardedSessions(Sessions sessions, PlatformTokens platformTokens) {
        this.sessions = sessions;
        this.platformTokens = platformTokens;
    }

    @Override
    public Optional<String> find(String secret) {
        return sessions.caller(secret).map(caller -> signed.get(caller, this::sign));
    }

    private String sign(Caller caller) {
        return platformTokens.mint(caller, VALID_FOR);
    }
}
