package dev.millrace.gateway.installation;

import org.jspecify.annotations.Nullable;

/**
 * Which repositories of a team's installations are mirrored.
 *
 * @param mirroring required: {@code all} for each that an installation lists, {@code requested} for those that the team
 *     creates a mirror of
 */
record MirroringBody(@Nullable String mirroring) {}
