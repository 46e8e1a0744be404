package dev.millrace.simulator.signin;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.app.AppRegistration;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Codes of people who have authorized the App; each is valid once, for ten minutes. */
@ApplicationScoped
public class AuthorizationCodes {

    private static final Duration LIFETIME = Duration.ofMinutes(10);

    /**
     * What a code stands for.
     *
     * @param redirectUri where the person was sent with it
     * @param challenge SHA-256 of the verifier in base64url; empty without PKCE
     */
    record Grant(Account account, String redirectUri, Optional<String> challenge, Instant expiresAt) {}

    private final Clock clock;
    private final Map<String, Grant> byCode = new ConcurrentHashMap<>();

    AuthorizationCodes(Clock clock) {
        this.clock = clock;
    }

    String issue(Account account, String redirectUri, Optional<String> challenge) {
        String code = AppRegistration.newSecret().substring(20);
        byCode.put(
                code, new Grant(account, redirectUri, challenge, clock.instant().plus(LIFETIME)));
        return code;
    }

    Optional<Grant> take(String code) {
        return Optional.ofNullable(byCode.remove(code))
                .filter(grant -> clock.instant().isBefore(grant.expiresAt()));
    }

    public void clear() {
        byCode.clear();
    }
}
