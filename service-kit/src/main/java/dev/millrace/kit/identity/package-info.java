/** Who is calling: tokens, the keys that verify them, and what they allow. */
@NullMarked
package dev.millrace.kit.identity;

import org.jspecify.annotations.NullMarked;
