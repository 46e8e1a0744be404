/** Time is injected. */
@NullMarked
package dev.millrace.kit.time;

import org.jspecify.annotations.NullMarked;
