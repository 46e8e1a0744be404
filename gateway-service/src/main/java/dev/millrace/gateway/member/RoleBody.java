package dev.millrace.gateway.member;

import org.jspecify.annotations.Nullable;

/**
 * A request that names a role.
 *
 * @param role required: {@code viewer}, {@code member}, {@code maintainer} or {@code owner}
 */
record RoleBody(@Nullable String role) {}
