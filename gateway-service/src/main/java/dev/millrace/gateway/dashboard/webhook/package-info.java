/** Settings, Webhooks: outgoing webhooks with their deliveries. */
@NullMarked
package dev.millrace.gateway.dashboard.webhook;

import org.jspecify.annotations.NullMarked;
