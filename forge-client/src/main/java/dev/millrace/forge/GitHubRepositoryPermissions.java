package dev.millrace.forge;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import dev.millrace.forge.ForgeFailure.Kind;
import dev.millrace.forge.GitHubHttp.Call;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Permissions over GitHub's REST API, for which reading {@code metadata} is enough. Bounded by bytes. */
final class GitHubRepositoryPermissions implements RepositoryPermissions {

    private static final Duration KEPT = Duration.ofSeconds(60);
    private static final long MOST_BYTES = 1L << 20;
    private static final int OVERHEAD = 200;
    /** What GitHub allows, with the suffixes of managed users and of Apps; about any other name it is not asked. */
    private static final Pattern LOGIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\\[bot])?");

    private final InstallationCalls calls;
    private final Cache<Key, Permission> known;

    GitHubRepositoryPermissions(InstallationCalls calls, Clock clock) {
        this.calls = calls;
        Weigher<Key, Permission> weigher = (key, permission) ->
                OVERHEAD + 2 * (key.repository().length() + key.login().length());
        this.known = Caffeine.newBuilder()
                .maximumWeight(MOST_BYTES)
                .weigher(weigher)
                .expireAfterWrite(KEPT)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
    }

    private record Key(ForgeInstallation installation, String repository, String login) {}

    @Override
    public Permission permissionOf(ForgeInstallation installation, String repository, String login) {
        if (!LOGIN.matcher(login).matches()) {
            return Permission.NONE;
        }
        var key = new Key(installation, repository.toLowerCase(Locale.ROOT), login.toLowerCase(Locale.ROOT));
        Permission fresh = known.getIfPresent(key);
        if (fresh == null) {
            // not under a lock of the cache: two callers that ask at the same time may both send a request
            fresh = ask(installation, repository, login);
            known.put(key, fresh);
        }
        return fresh;
    }

    private Permission ask(ForgeInstallation installation, String repository, String login) {
        String path = "repos/%s/collaborators/%s/permission"
                .formatted(UrlPath.repository(repository), UrlPath.segment(login));
        try {
            return calls.sendForPage(installation, Call.get(path), ReadBody.class)
                    .body()
                    .toPermission();
        } catch (ForgeFailure failure) {
            if (failure.kind() == Kind.NOT_FOUND) {
                return Permission.NONE;
            }
            throw failure;
        }
    }

    private record ReadBody(
            @Nullable String permission,
            @JsonProperty("role_name") @Nullable String roleName) {

        /** The base role, of a custom role, too. GitHub reports {@code maintain} as the name of the role only. */
        Permission toPermission() {
            if (permission == null) {
                throw new ForgeFailure(Kind.UNEXPECTED, 200, "a permission of an account without permission");
            }
            return switch (permission) {
                case "admin" -> Permission.ADMIN;
                case "maintain" -> Permission.MAINTAIN;
                case "write" -> "maintain".equals(roleName) ? Permission.MAINTAIN : Permission.WRITE;
                case "read", "triage" -> Permission.READ;
                default -> Permission.NONE;
            };
        }
    }
}
