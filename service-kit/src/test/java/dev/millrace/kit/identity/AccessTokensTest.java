package dev.millrace.kit.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.access.AccessTokenChanged;
import dev.millrace.kit.identity.TokenVerifier.Verification.Rejected;
import dev.millrace.kit.identity.TokenVerifier.Verification.Verified;
import dev.millrace.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AccessTokensTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final UUID USER = UUID.fromString("5d2c8f0e-6b7a-4f1d-8e3c-1a2b3c4d5e6f");
    private static final String TOKEN = "mr_0123456789012345678901234567890123456789";

    private final SettableClock clock = new SettableClock(NOW);
    private final AccessTokens tokens = new AccessTokens(clock);
    private final TokenVerifier verifier = new TokenVerifier(new AccessKeys(), tokens, clock);

    @Test
    void acceptsATokenWithTheRoleAndTheScopesOfItsRecord() {
        tokens.apply(changed("maintainer", true));

        assertThat(verifier.verify(TOKEN))
                .isEqualTo(new Verified(new Caller(
                        "acme",
                        "mona",
                        Optional.of(USER),
                        Optional.of(Role.MAINTAINER),
                        false,
                        Optional.empty(),
                        Set.of(Scope.GIT_READ),
                        List.of(),
                        NOW.plus(Duration.ofHours(1)))));
    }

    @Test
    void rejectsATokenThatWasRevoked() {
        tokens.apply(changed("member", true));
        tokens.apply(changed("member", false));

        assertThat(verifier.verify(TOKEN)).isInstanceOf(Rejected.class);
    }

    @Test
    void rejectsATokenThatHasExpired() {
        tokens.apply(changed("member", true));

        clock.advance(Duration.ofHours(1));

        assertThat(verifier.verify(TOKEN)).isInstanceOf(Rejected.class);
    }

    @Test
    void rejectsATokenOfARoleThatThisVersionDoesNotKnow() {
        tokens.apply(changed("member", true));
        tokens.apply(changed("emperor", true));

        assertThat(verifier.verify(TOKEN)).isInstanceOf(Rejected.class);
    }

    @Test
    void rejectsATokenThatNobodyPublished() {
        assertThat(verifier.verify(TOKEN)).isInstanceOf(Rejected.class);
        assertThat(verifier.verify("mra_whatever")).isInstanceOf(Rejected.class);
    }

    private static AccessTokenChanged changed(String role, boolean active) {
        return new AccessTokenChanged(
                UUID.randomUUID(),
                "token-1",
                OpaqueTokens.sha256(TOKEN),
                "acme",
                Optional.of(USER),
                "mona",
                role,
                List.of("git:read", "scope:of-tomorrow"),
                NOW.plus(Duration.ofHours(1)),
                active,
                NOW);
    }
}
