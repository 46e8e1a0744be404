/**
 * Webhooks: which events of a team or of one repository go to which address, signed with a sealed secret; created, listed,
 * disabled and deleted over the API, and deleted with their repository.
 */
@NullMarked
package dev.millrace.webhook.subscription;

import org.jspecify.annotations.NullMarked;
