/**
 * Tells webhooks what happened. An event becomes one row for each webhook that listens, in the transaction of the inbox. Any
 * number of processes send them: what they lease is a lane, a webhook and a repository, so one repository's deliveries
 * arrive in order, and a delivery that fails holds up those behind it until it succeeds or is given up.
 *
 * <p>A process that dies between sending and writing down the answer leaves a lease that expires, and the delivery is sent
 * again under the same id.
 */
@NullMarked
package dev.millrace.webhook.delivery;

import org.jspecify.annotations.NullMarked;
