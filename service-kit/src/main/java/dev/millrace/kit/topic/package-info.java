/** Topics exist before any service uses them. */
@NullMarked
package dev.millrace.kit.topic;

import org.jspecify.annotations.NullMarked;
