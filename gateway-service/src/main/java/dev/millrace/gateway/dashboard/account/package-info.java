/** The signed-in person: linked accounts and sessions. */
@NullMarked
package dev.millrace.gateway.dashboard.account;

import org.jspecify.annotations.NullMarked;
