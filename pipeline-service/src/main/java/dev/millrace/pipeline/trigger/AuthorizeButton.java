package dev.millrace.pipeline.trigger;

import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.forge.RepositoryPermissions;
import dev.millrace.forge.RepositoryPermissions.Permission;
import dev.millrace.kit.work.Backoff;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Decides whether the account that used a button may: GitHub shows buttons to everyone who sees the check run, and only accounts that
 * may push may run builds. Writes nothing.
 */
@Singleton
final class AuthorizeButton {

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final RepositoryPermissions permissions;
    private final Clock clock;

    AuthorizeButton(RepositoryPermissions permissions, Clock clock) {
        this.permissions = permissions;
        this.clock = clock;
    }

    ButtonDecision decide(ButtonUse use) {
        try {
            Permission permission = permissions.permissionOf(
                    new ForgeInstallation(use.instance(), use.installationId()), use.repository(), use.actor());
            return permission.includes(Permission.WRITE)
                    ? new ButtonDecision.Use()
                    : new ButtonDecision.Refuse("%s may not write to %s".formatted(use.actor(), use.repository()));
        } catch (ForgeFailure failure) {
            return failed(use, failure);
        }
    }

    private ButtonDecision failed(ButtonUse use, ForgeFailure failure) {
        Instant now = clock.instant();
        String reason = "%s (%d): %s".formatted(failure.kind(), failure.status(), failure.getMessage());
        boolean refused = switch (failure.kind()) {
            case FORBIDDEN, INVALID, NOT_FOUND -> true;
            case AUTHENTICATION_REFUSED, RATE_LIMITED, UNAVAILABLE, AMBIGUOUS, UNEXPECTED -> false;
        };
        Instant next = failure.retryAt().orElse(now.plus(BACKOFF.after(use.attempts())));
        return refused || RequestAge.isOver(use.requestedAt(), next)
                ? new ButtonDecision.GiveUp(reason)
                : new ButtonDecision.Wait(next, reason);
    }
}
