/**
 * Users, who are people, and identities, which are their accounts at forges.
 */
@NullMarked
package dev.millrace.gateway.user;

import org.jspecify.annotations.NullMarked;
