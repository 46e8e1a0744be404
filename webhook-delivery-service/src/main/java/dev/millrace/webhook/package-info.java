/**
 * Outgoing webhooks. In: requests of teams for webhooks ({@code /api/v1/webhooks}, package {@code subscription}), and events
 * of {@code git.updates} and {@code git.sync}. Out: signed deliveries to the endpoints of teams (package {@code delivery}).
 * Which repository a token or a request means is asked of git-http (package {@code access}); its name and its deletion arrive
 * as events. Tables: schema {@code webhook}.
 */
@NullMarked
package dev.millrace.webhook;

import org.jspecify.annotations.NullMarked;
