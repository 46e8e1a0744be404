package dev.millrace.ingest.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.ingest.repository.TeamRepository;
import java.time.Instant;
import java.util.Optional;

/**
 * An event as it was understood and stored.
 *
 * @param id its own
 * @param repo as given
 * @param repository name of the repository that {@code repo} stands for; null if the team has none of that name, and then the event
 *     counts for nothing
 * @param receivedAt by our clock
 */
record WrittenEventBody(
        String id,
        @JsonProperty("team_id") String teamId,
        @JsonProperty("event_name") String eventName,
        @JsonProperty("event_action") String eventAction,
        Optional<String> repo,
        Optional<String> repository,
        Optional<String> branch,
        Optional<String> commit,
        Optional<String> environment,
        Optional<String> image,
        @JsonProperty("received_at") Instant receivedAt) {

    static WrittenEventBody of(String id, Report report, ReportHeaders headers, Instant receivedAt) {
        return new WrittenEventBody(
                id,
                report.team(),
                report.event(),
                report.action(),
                report.repository(),
                headers.repository().map(TeamRepository::name),
                report.branch(),
                report.commit(),
                report.environment(),
                report.image(),
                receivedAt);
    }
}
