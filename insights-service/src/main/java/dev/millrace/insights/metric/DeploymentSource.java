package dev.millrace.insights.metric;

import java.util.Optional;

/** What counts as a deployment. Exactly one source counts for a service, since one rollout appears in several. */
public sealed interface DeploymentSource {

    /** Statuses of deployments at the forge, and what was reported to the Events API. */
    record Statuses() implements DeploymentSource {}

    /**
     * Completed runs of a workflow at the forge.
     *
     * @param workflow its name
     * @param branch of the run; empty for any
     * @param environment which they deploy to
     */
    record Workflow(Glob workflow, Optional<Glob> branch, String environment) implements DeploymentSource {}

    /**
     * Published releases that are not marked as pre-releases.
     *
     * @param environment which they deploy to
     */
    record Releases(String environment) implements DeploymentSource {}

    /**
     * Merges of changes.
     *
     * @param branch into which; empty for the default branch
     * @param environment which they deploy to
     */
    record Merges(Optional<Glob> branch, String environment) implements DeploymentSource {}

    /**
     * Finished builds of a pipeline of the repository.
     *
     * @param pipeline its name in {@code ops.yml}
     * @param environment which they deploy to
     */
    record Builds(Glob pipeline, String environment) implements DeploymentSource {}
}
