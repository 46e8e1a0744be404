/** Text that comes from outside, made safe to look at. */
@NullMarked
package dev.millrace.kit.text;

import org.jspecify.annotations.NullMarked;
