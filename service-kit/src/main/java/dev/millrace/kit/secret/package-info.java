/** Secrets at rest. */
@NullMarked
package dev.millrace.kit.secret;

import org.jspecify.annotations.NullMarked;
