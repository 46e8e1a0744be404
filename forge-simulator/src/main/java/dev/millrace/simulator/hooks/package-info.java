/**
 * Webhook deliveries: who hears of an event, how it is signed and sent, what came back, and the delivery calls of the REST API.
 */
@NullMarked
package dev.millrace.simulator.hooks;

import org.jspecify.annotations.NullMarked;
