/** How people get in and out: the pages of the sign-in, the sign-out, the choice of a team, and the first team. */
@NullMarked
package dev.millrace.gateway.dashboard.access;

import org.jspecify.annotations.NullMarked;
