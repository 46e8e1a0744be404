package dev.millrace.forge;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.forge.ForgeFailure.Kind;
import dev.millrace.forge.GitHubHttp.Call;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One slot per installation; a slot's lock is what makes concurrent callers share one request. */
final class CachedInstallationTokens implements InstallationTokens {

    private static final Duration GOOD_FOR = Duration.ofMinutes(5);
    private static final int MOST_SLOTS = 10_000;

    private final ConcurrentMap<String, Slot> slots = new ConcurrentHashMap<>();
    private final AppCalls app;
    private final Clock clock;

    CachedInstallationTokens(AppCalls app, Clock clock) {
        this.app = app;
        this.clock = clock;
    }

    @Override
    public InstallationToken token(ForgeInstallation installation) {
        return cachedOrMinted(installation.id(), held -> true);
    }

    @Override
    public InstallationToken replace(ForgeInstallation installation, InstallationToken refused) {
        return cachedOrMinted(installation.id(), held -> !held.value().equals(refused.value()));
    }

    @Override
    public void forget(ForgeInstallation installation) {
        slots.remove(installation.id());
    }

    @Override
    public void forgetAll() {
        slots.clear();
    }

    private InstallationToken cachedOrMinted(String installationId, Predicate<InstallationToken> acceptable) {
        if (slots.size() >= MOST_SLOTS) {
            slots.values().removeIf(this::isOfNoUse);
        }
        Slot slot = slots.computeIfAbsent(installationId, id -> new Slot());
        slot.lock.lock();
        try {
            InstallationToken held = slot.token;
            if (held != null && acceptable.test(held) && isFresh(held)) {
                return held;
            }
            InstallationToken minted = mint(installationId);
            slot.token = minted;
            return minted;
        } finally {
            slot.lock.unlock();
        }
    }

    /** Ids come from deliveries; an id for which the forge never issued a token must not stay in the map. */
    private boolean isOfNoUse(Slot slot) {
        if (!slot.lock.tryLock()) {
            return false;
        }
        try {
            return slot.token == null || !isFresh(slot.token);
        } finally {
            slot.lock.unlock();
        }
    }

    private boolean isFresh(InstallationToken token) {
        return clock.instant().plus(GOOD_FOR).isBefore(token.expiresAt());
    }

    private InstallationToken mint(String installationId) {
        // creating a second token does no harm, so the request is repeated when its response is lost; it is not sent as
        // a
        // write, so that no installation waits for the token of another
        var call = new Call(
                "POST", "app/installations/" + UrlPath.segment(installationId) + "/access_tokens", null, true, false);
        return app.send(call, TokenBody.class).toToken();
    }

    private static final class Slot {
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable InstallationToken token;
    }

    private record TokenBody(
            @Nullable String token,
            @JsonProperty("expires_at") @Nullable Instant expiresAt) {

        InstallationToken toToken() {
            if (token == null || token.isEmpty() || expiresAt == null) {
                throw new ForgeFailure(Kind.UNEXPECTED, 201, "an access token without token or expires_at");
            }
            return new InstallationToken(token, expiresAt);
        }
    }
}
