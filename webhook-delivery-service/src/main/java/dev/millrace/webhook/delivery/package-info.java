/**
 * Sends events to webhooks. An event becomes one row for each webhook that subscribes to it, in the transaction of the inbox.
 * Any number of processes send them. What they lease is a lane, a webhook and a repository: the deliveries of one repository
 * arrive in order, and a delivery that fails delays those behind it until it succeeds or is given up.
 *
 * <p>A process that dies between sending and recording the response leaves a lease that expires, and the delivery is sent
 * again under the same id.
 */
@NullMarked
package dev.millrace.webhook.delivery;

import org.jspecify.annotations.NullMarked;
