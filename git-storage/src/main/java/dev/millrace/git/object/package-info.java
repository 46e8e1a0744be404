/** Where packs lie: a port for immutable objects, and its form on a directory. */
@NullMarked
package dev.millrace.git.object;

import org.jspecify.annotations.NullMarked;
