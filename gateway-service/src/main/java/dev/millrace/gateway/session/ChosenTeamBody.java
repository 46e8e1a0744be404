package dev.millrace.gateway.session;

import org.jspecify.annotations.Nullable;

/**
 * A request to choose a team.
 *
 * @param team required: slug
 */
record ChosenTeamBody(@Nullable String team) {}
