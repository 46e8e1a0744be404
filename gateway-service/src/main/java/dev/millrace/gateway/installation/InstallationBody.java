package dev.millrace.gateway.installation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.events.forge.InstallationChanged.Permission;
import java.time.Instant;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An installation as the API shows it.
 *
 * @param instance host of the forge
 * @param installationId decimal string
 * @param accountId decimal string
 * @param accountLogin organization or user, by its current name
 * @param accountType {@code user}, {@code organization}, {@code enterprise}, or {@code unknown} until the forge reports it
 * @param repositorySelection {@code all}, {@code selected}, or {@code unknown} until the forge reports it
 * @param permissions what the App may do: level by name, in the forge's words
 * @param state {@code active}, {@code suspended} or {@code deleted}
 * @param suspendedAt ISO 8601; absent unless it is suspended
 * @param team the team that it belongs to; absent until it is linked
 * @param updatedAt ISO 8601
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstallationBody(
        String instance,
        String installationId,
        String accountId,
        String accountLogin,
        String accountType,
        String repositorySelection,
        SortedMap<String, String> permissions,
        String state,
        @Nullable Instant suspendedAt,
        @Nullable String team,
        Instant updatedAt) {

    static InstallationBody of(Installation installation) {
        var permissions = new TreeMap<String, String>();
        for (Permission permission : installation.scope().permissions()) {
            permissions.put(permission.name(), permission.level());
        }
        return new InstallationBody(
                installation.instance(),
                installation.id(),
                installation.account().id(),
                installation.account().login(),
                word(installation.account().type()),
                word(installation.scope().selection()),
                permissions,
                word(installation.state()),
                installation.suspendedAt().orElse(null),
                installation.team().orElse(null),
                installation.updatedAt());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
