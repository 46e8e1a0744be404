/** The meaning of GitLab's payloads ("Webhook events" and "System hooks" in GitLab's documentation). */
@NullMarked
package dev.millrace.ingest.forge.gitlab;

import org.jspecify.annotations.NullMarked;
