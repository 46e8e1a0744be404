/** Makes untrusted text safe to display. */
@NullMarked
package dev.millrace.kit.text;

import org.jspecify.annotations.NullMarked;
