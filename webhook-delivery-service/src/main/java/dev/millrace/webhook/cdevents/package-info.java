/**
 * The projection of our events to CDEvents, a vocabulary that tools of other makers read. {@link
 * dev.millrace.webhook.cdevents.ProjectEvent} decides, without a database or the network: the same event gives the same CDEvent
 * with the same id. The mapping and its reasons are in {@code docs/cdevents.md}.
 *
 * <p>It is in webhook-delivery and not in a service of its own, because what a team does with CDEvents is to have them sent to
 * an endpoint: subscriptions, retries, order, signatures and address rules are those of every other webhook. The package
 * depends on no other of this service.
 */
@NullMarked
package dev.millrace.webhook.cdevents;

import org.jspecify.annotations.NullMarked;
