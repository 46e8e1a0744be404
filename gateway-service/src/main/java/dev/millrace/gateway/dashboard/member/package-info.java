/** Settings, Members: roles, invitations, and how a membership ends. */
@NullMarked
package dev.millrace.gateway.dashboard.member;

import org.jspecify.annotations.NullMarked;
