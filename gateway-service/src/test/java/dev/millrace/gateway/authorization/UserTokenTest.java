package dev.millrace.gateway.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.authorization.UserToken.Sealed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UserTokenTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final Sealed SEALED = new Sealed(new byte[] {1, 2, 3});

    @Test
    void isUsableUntilShortlyBeforeItExpires() {
        assertThat(expiring(Optional.of(NOW.plus(Duration.ofMinutes(6)))).isUsable(NOW))
                .isTrue();
        assertThat(expiring(Optional.of(NOW.plus(Duration.ofMinutes(5)))).isUsable(NOW))
                .isFalse();
        assertThat(expiring(Optional.empty()).isUsable(NOW)).isTrue();
    }

    @Test
    void isRefreshableWhileItsRefreshTokenIsValid() {
        assertThat(refreshable(Optional.of(SEALED), Optional.of(NOW.plusSeconds(1)))
                        .isRefreshable(NOW))
                .isTrue();
        assertThat(refreshable(Optional.of(SEALED), Optional.of(NOW)).isRefreshable(NOW))
                .isFalse();
        assertThat(refreshable(Optional.of(SEALED), Optional.empty()).isRefreshable(NOW))
                .isTrue();
        assertThat(refreshable(Optional.empty(), Optional.empty()).isRefreshable(NOW))
                .isFalse();
    }

    @Test
    void isSealedForItsAccountAppAndKind() {
        var key = new UserToken.Key("github.com", "7", "connection-1");

        assertThat(key.context("access"))
                .isNotEqualTo(key.context("refresh"))
                .isNotEqualTo(new UserToken.Key("github.com", "8", "connection-1").context("access"))
                .isNotEqualTo(new UserToken.Key("github.com", "7", "connection-2").context("access"))
                .isNotEqualTo(new UserToken.Key("ghe.example.org", "7", "connection-1").context("access"));
    }

    private static UserToken expiring(Optional<Instant> at) {
        return new UserToken(
                new UserToken.Key("github.com", "7", "connection-1"),
                SEALED,
                at,
                Optional.of(SEALED),
                Optional.empty(),
                NOW,
                NOW);
    }

    private static UserToken refreshable(Optional<Sealed> refresh, Optional<Instant> until) {
        return new UserToken(
                new UserToken.Key("github.com", "7", "connection-1"),
                SEALED,
                Optional.of(NOW),
                refresh,
                until,
                NOW,
                NOW);
    }
}
