package dev.millrace.gateway.installation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An installation as the API shows it.
 *
 * @param instance host of the forge
 * @param installationId decimal string
 * @param accountId decimal string
 * @param accountLogin organization or user
 * @param state {@code active}, {@code suspended} or {@code deleted}
 * @param team the team that it belongs to; absent until it is linked
 * @param updatedAt ISO 8601
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record InstallationBody(
        String instance,
        String installationId,
        String accountId,
        String accountLogin,
        String state,
        @Nullable String team,
        Instant updatedAt) {

    static InstallationBody of(Installation installation) {
        return new InstallationBody(
                installation.instance(),
                installation.id(),
                installation.accountId(),
                installation.accountLogin(),
                installation.state().name().toLowerCase(Locale.ROOT),
                installation.team().orElse(null),
                installation.updatedAt());
    }
}
