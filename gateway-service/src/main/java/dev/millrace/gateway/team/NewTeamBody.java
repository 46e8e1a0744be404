package dev.millrace.gateway.team;

import org.jspecify.annotations.Nullable;

/**
 * The wish for a team.
 *
 * @param slug required
 * @param name for people; the slug if absent
 */
record NewTeamBody(@Nullable String slug, @Nullable String name) {}
