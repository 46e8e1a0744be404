package dev.millrace.gateway.repository;

import org.jspecify.annotations.Nullable;

/**
 * Who decides which repositories of a team a person reads.
 *
 * @param repositoryAccess required: {@code team} or {@code forge}
 */
record ChosenBody(@Nullable String repositoryAccess) {}
