/**
 * Outgoing webhooks. In: requests of teams for webhooks ({@code /api/v1/webhooks}, package {@code subscription}), and events
 * of {@code git.updates}, {@code git.sync}, {@code forge.scm} and {@code pipeline.run}. Out: signed deliveries to the endpoints
 * of teams (package {@code delivery}), and CDEvents (package {@code cdevents}) on {@code cdevents}.
 * git-http resolves the repository that a token or a request names (package {@code access}); its name and deletion arrive
 * as events. Tables: schema {@code webhook}.
 */
@NullMarked
package dev.millrace.webhook;

import org.jspecify.annotations.NullMarked;
