package dev.millrace.pipeline.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.forge.RepositoryPermissions.Permission;
import dev.millrace.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuthorizeButtonTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final SettableClock clock = new SettableClock(NOW);

    @ParameterizedTest
    @EnumSource
    void letsAccountsUseItThatMayWrite(Permission permission) {
        var authorize = new AuthorizeButton(
                (installation, repository, login) -> {
                    assertThat(installation).isEqualTo(new ForgeInstallation("github.com", "9"));
                    assertThat(repository).isEqualTo("acme/widgets");
                    assertThat(login).isEqualTo("grace");
                    return permission;
                },
                clock);

        ButtonDecision decision = authorize.decide(use(1));

        assertThat(decision)
                .isEqualTo(
                        permission.includes(Permission.WRITE)
                                ? new ButtonDecision.Use()
                                : new ButtonDecision.Refuse("grace may not write to acme/widgets"));
    }

    @Test
    void asksAgainWhenTheRateLimitEndsUnlessItIsAnHourOldThen() {
        Instant end = NOW.plus(Duration.ofMinutes(20));
        var authorize = failing(ForgeFailure.rateLimited("too many", end));

        assertThat(authorize.decide(use(1))).isEqualTo(new ButtonDecision.Wait(end, "RATE_LIMITED (429): too many"));

        clock.set(NOW.plus(Duration.ofMinutes(59)));
        var later = failing(ForgeFailure.rateLimited("too many", NOW.plus(Duration.ofMinutes(61))));
        assertThat(later.decide(use(2))).isEqualTo(new ButtonDecision.GiveUp("RATE_LIMITED (429): too many"));
    }

    @Test
    void asksAgainLaterAndLaterWhileNoAppIsConnected() {
        var authorize = failing(ForgeFailure.noApp("github.com"));

        assertThat(authorize.decide(use(3)))
                .isEqualTo(new ButtonDecision.Wait(
                        NOW.plusSeconds(4), "AUTHENTICATION_REFUSED (0): no GitHub App is connected at github.com"));
    }

    @Test
    void givesUpWhereTheForgeKnowsNoSuchInstallation() {
        assertThat(failing(ForgeFailure.notFound("no such installation")).decide(use(1)))
                .isEqualTo(new ButtonDecision.GiveUp("NOT_FOUND (404): no such installation"));
    }

    private AuthorizeButton failing(ForgeFailure failure) {
        return new AuthorizeButton(
                (installation, repository, login) -> {
                    throw failure;
                },
                clock);
    }

    private static ButtonUse use(int attempts) {
        return new ButtonUse(
                UUID.randomUUID(),
                "github.com",
                "9",
                "acme/widgets",
                "1",
                UUID.randomUUID(),
                CheckButton.RERUN_ALL,
                "grace",
                NOW,
                attempts);
    }
}
