package dev.millrace.kit.identity;

import dev.millrace.events.access.AccessTokenChanged;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The active access tokens, by their hash, as far as this instance knows them. The gateway limits how many a team may have.
 * Safe to share between threads.
 */
public final class AccessTokens implements OpaqueTokens {

    private static final Logger LOG = Logger.getLogger(AccessTokens.class);

    private static final Duration BETWEEN_PURGES = Duration.ofMinutes(1);

    private final Map<String, Caller> byHash = new ConcurrentHashMap<>();
    private final Clock clock;
    private volatile Instant purgedAt = Instant.EPOCH;

    /** @param clock clock for expiry */
    public AccessTokens(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Optional<Caller> find(String token) {
        String hash = OpaqueTokens.sha256(token);
        Caller caller = byHash.get(hash);
        return Optional.ofNullable(caller).filter(known -> clock.instant().isBefore(known.expiresAt()));
    }

    /** Takes over the state of a token. One that is revoked, has expired or has an unknown role is accepted no longer. */
    void apply(AccessTokenChanged changed) {
        dropExpired();
        Optional<Role> role = Role.find(changed.role());
        if (role.isEmpty()) {
            LOG.warnf("tokenId=%s is not accepted: its role '%s' is unknown", changed.tokenId(), changed.role());
        }
        if (!changed.active() || role.isEmpty() || !clock.instant().isBefore(changed.expiresAt())) {
            byHash.remove(changed.sha256());
            return;
        }
        byHash.put(
                changed.sha256(),
                new Caller(
                        changed.team(),
                        changed.name(),
                        changed.user(),
                        role,
                        false,
                        Optional.empty(),
                        scopes(changed.scopes()),
                        List.of(),
                        changed.expiresAt()));
    }

    private void dropExpired() {
        Instant now = clock.instant();
        if (!now.isBefore(purgedAt.plus(BETWEEN_PURGES))) {
            purgedAt = now;
            byHash.values().removeIf(caller -> !now.isBefore(caller.expiresAt()));
        }
    }

    private static Set<Scope> scopes(List<String> names) {
        return names.stream()
                .flatMap(name -> Scope.find(name).stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scope.class)));
    }
}
