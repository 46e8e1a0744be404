package dev.millrace.gateway.team;

import org.jspecify.annotations.Nullable;

/**
 * A request to create a team.
 *
 * @param slug required
 * @param name display name; the slug if absent
 */
record NewTeamBody(@Nullable String slug, @Nullable String name) {}
