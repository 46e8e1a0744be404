package dev.millrace.githttp.signing;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.git.settings.TeamSettings;
import org.jspecify.annotations.Nullable;

/**
 * What a team has chosen, or changes; what is absent stays.
 *
 * @param archive whether mirrors keep what their upstreams force away or delete
 * @param signCommits whether the platform signs commits of the API
 */
@JsonNaming(SnakeCaseStrategy.class)
record SettingsBody(@Nullable Boolean archive, @Nullable Boolean signCommits) {

    static SettingsBody of(TeamSettings settings) {
        return new SettingsBody(settings.archive(), settings.signCommits());
    }

    TeamSettings applyTo(TeamSettings before) {
        return new TeamSettings(
                archive == null ? before.archive() : archive, signCommits == null ? before.signCommits() : signCommits);
    }
}
