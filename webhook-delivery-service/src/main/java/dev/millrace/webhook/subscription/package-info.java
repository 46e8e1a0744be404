/** Webhooks: who wants to be told what, and where, with a sealed secret; made, listed, disabled, given a new secret. */
@NullMarked
package dev.millrace.webhook.subscription;

import org.jspecify.annotations.NullMarked;
