/** People: the members with their accounts, and accounts that belong to no member. */
@NullMarked
package dev.millrace.gateway.dashboard.people;

import org.jspecify.annotations.NullMarked;
