/** The administrator, whom the gateway authenticates for the services that have calls for one. */
@NullMarked
package dev.millrace.kit.identity.administrator;

import org.jspecify.annotations.NullMarked;
