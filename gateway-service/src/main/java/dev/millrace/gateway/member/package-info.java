/**
 * Which users are members of which teams, with which role, and invitations to become one.
 */
@NullMarked
package dev.millrace.gateway.member;

import org.jspecify.annotations.NullMarked;
