/**
 * The users behind the accounts whose events start builds. A link comes from {@code access.identities}. A build gets the user of its
 * actor when it is queued, or when the account is linked later, and keeps it when the link ends.
 */
@NullMarked
package dev.millrace.pipeline.person;

import org.jspecify.annotations.NullMarked;
