/**
 * Webhook deliveries: who receives an event, how it is signed and sent, the result, and the delivery calls of the REST API.
 */
@NullMarked
package dev.millrace.simulator.hooks;

import org.jspecify.annotations.NullMarked;
