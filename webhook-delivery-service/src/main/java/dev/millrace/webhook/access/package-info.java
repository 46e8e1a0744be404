/** Which webhooks a caller may reach: the team and repository of its token, which git-http resolves. */
@NullMarked
package dev.millrace.webhook.access;

import org.jspecify.annotations.NullMarked;
