/** The page at {@code /}: the sign-in, the first steps of a platform and of a team, and what is going on. */
@NullMarked
package dev.millrace.gateway.dashboard.home;

import org.jspecify.annotations.NullMarked;
