package dev.millrace.pipeline.build;

import java.util.Optional;

/**
 * Which builds a listing shows.
 *
 * @param team slug
 * @param repository name of the upstream or of any of the team's mirrors of it, compared without case; empty for all
 * @param state empty for all
 */
record BuildFilter(String team, Optional<String> repository, Optional<RunState> state) {}
