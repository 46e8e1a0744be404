/**
 * Which addresses the platform may connect to on somebody's word: endpoints of webhooks, upstreams of mirrors. Whoever can
 * name an address must not thereby reach what only this machine and its neighbours can reach.
 */
@NullMarked
package dev.millrace.kit.address;

import org.jspecify.annotations.NullMarked;
