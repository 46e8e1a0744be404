/** Refs as clients see them: namespaces, the advertisement, and the tips retained after a forced push or a deletion. */
@NullMarked
package dev.millrace.git.ref;

import org.jspecify.annotations.NullMarked;
