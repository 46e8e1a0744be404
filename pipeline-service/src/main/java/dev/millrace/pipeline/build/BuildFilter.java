package dev.millrace.pipeline.build;

import dev.millrace.kit.identity.repository.VisibleRepositories;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Which builds a listing shows.
 *
 * @param team slug
 * @param repository name of the upstream or of any of the team's mirrors of it, compared without case; empty for all
 * @param state empty for all
 * @param pipeline name of the pipeline or command; empty for all
 * @param kind what started them; empty for all
 * @param actor who started them, as builds show it, compared without case; empty for all
 * @param ref short name of the branch or tag; empty for all
 * @param change number of the change; empty for all
 * @param workflow of which they are runs; empty for all
 * @param since queued then or later; empty for all
 * @param until queued before; empty for all
 * @param visible what of the team the caller reads
 */
record BuildFilter(
        String team,
        Optional<String> repository,
        Optional<RunState> state,
        Optional<String> pipeline,
        Optional<TriggerKind> kind,
        Optional<String> actor,
        Optional<String> ref,
        Optional<Long> change,
        Optional<UUID> workflow,
        Optional<Instant> since,
        Optional<Instant> until,
        VisibleRepositories visible) {}
