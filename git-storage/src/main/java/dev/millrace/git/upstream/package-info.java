/**
 * What a repository follows, and how to log in there. Written by whoever takes wishes from users, read by whoever syncs and
 * forwards; what a provider is and how its addresses look is the writer's knowledge, kept here as plain text.
 */
@NullMarked
package dev.millrace.git.upstream;

import org.jspecify.annotations.NullMarked;
