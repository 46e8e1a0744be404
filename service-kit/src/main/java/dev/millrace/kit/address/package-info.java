/**
 * Which user-provided addresses the platform may connect to: endpoints of webhooks, upstreams of mirrors. A user who can
 * name an address must not thereby reach what only this machine and its network can reach.
 */
@NullMarked
package dev.millrace.kit.address;

import org.jspecify.annotations.NullMarked;
