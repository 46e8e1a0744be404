package dev.millrace.gateway.dashboard.repository;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A repository, as {@code GET /api/repos} returns it.
 *
 * @param repoName {@code owner/name}
 * @param baseRepo what it follows; empty for one of the team's own
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record ListedRepository(
        UUID repoId, String repoName, String defaultBranch, Instant createdAt, Optional<Followed> baseRepo) {

    /** What it follows. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    record Followed(String provider, String owner, String name, String upstreamHost) {}

    /** A page of them, newest first. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    record Page(List<ListedRepository> repos, Optional<String> nextCursor) {}

    /** One of a list, with the state of its mirror if it is one and its state is known. */
    record Entry(ListedRepository repository, Optional<Mirror> mirror) {}
}
