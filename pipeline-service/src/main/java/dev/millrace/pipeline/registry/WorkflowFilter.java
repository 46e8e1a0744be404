package dev.millrace.pipeline.registry;

import dev.millrace.kit.identity.repository.VisibleRepositories;
import java.util.Optional;

/**
 * Which workflows a listing shows.
 *
 * @param team slug
 * @param repository name of the upstream or of any of the team's mirrors of it, compared without case; empty for all
 * @param kind empty for all
 * @param name empty for all
 * @param retired whether those are shown that the default branch does not define any more, too
 * @param visible what of the team the caller reads
 */
record WorkflowFilter(
        String team,
        Optional<String> repository,
        Optional<WorkflowKind> kind,
        Optional<String> name,
        boolean retired,
        VisibleRepositories visible) {}
