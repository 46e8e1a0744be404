/**
 * What a repository follows, and how to authenticate there. Written by the service that accepts requests from users, read
 * by the services that sync and forward; what a provider is and how its addresses look is the writer's knowledge, kept here
 * as plain text.
 */
@NullMarked
package dev.millrace.git.upstream;

import org.jspecify.annotations.NullMarked;
