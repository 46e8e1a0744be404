/**
 * Moves of refs, whatever requests them: a push over Git or a call of the API. A repository that follows an upstream has them
 * accepted there first; then, or for a repository of our own at once, they are committed here in one transaction.
 */
@NullMarked
package dev.millrace.githttp.move;

import org.jspecify.annotations.NullMarked;
