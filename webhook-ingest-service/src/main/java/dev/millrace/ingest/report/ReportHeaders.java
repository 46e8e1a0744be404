package dev.millrace.ingest.report;

import dev.millrace.ingest.forge.Forge;
import dev.millrace.ingest.repository.TeamRepository;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What is kept with a report besides its body: who reported it, with what, and which repository its name stood for at the time, so
 * that a replay gives the same events.
 *
 * @param team slug
 * @param mechanism what sent it, for example {@code github-action}
 * @param repository empty if the report names none that was known
 */
record ReportHeaders(String team, Optional<String> mechanism, Optional<TeamRepository> repository) {

    /** In place of the kind of forge. */
    static final String SOURCE = "events";

    private static final String MECHANISM = "x-ops-mechanism";
    private static final String REPOSITORY_ID = "millrace-repository-id";
    private static final String REPOSITORY_NAME = "millrace-repository";

    static boolean areOfReport(Map<String, String> headers) {
        return SOURCE.equals(headers.get(Forge.HEADER));
    }

    /** @param headers of a report, as {@link #toMap} returns them */
    static ReportHeaders of(Map<String, String> headers) {
        String id = headers.get(REPOSITORY_ID);
        return new ReportHeaders(
                headers.getOrDefault(Forge.TEAM_HEADER, ""),
                Optional.ofNullable(headers.get(MECHANISM)),
                id == null
                        ? Optional.empty()
                        : Optional.of(
                                new TeamRepository(UUID.fromString(id), headers.getOrDefault(REPOSITORY_NAME, ""))));
    }

    /** By name in lower case. */
    Map<String, String> toMap() {
        Map<String, String> headers = new HashMap<>();
        headers.put(Forge.HEADER, SOURCE);
        headers.put(Forge.TEAM_HEADER, team);
        mechanism.ifPresent(word -> headers.put(MECHANISM, word));
        repository.ifPresent(found -> {
            headers.put(REPOSITORY_ID, found.id().toString());
            headers.put(REPOSITORY_NAME, found.name());
        });
        return headers;
    }

    /** The kind of forge whose accounts the mechanism names. */
    Optional<String> actorForge() {
        return mechanism.flatMap(word -> switch (word) {
            case "github-action" -> Optional.of(Forge.GITHUB.word());
            case "gitlab-job" -> Optional.of(Forge.GITLAB.word());
            default -> Optional.empty(); // CircleCI, for example, builds repositories of several forges
        });
    }
}
