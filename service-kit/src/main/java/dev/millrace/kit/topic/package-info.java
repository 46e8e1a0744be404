/** Topics exist before any service uses them, and readiness states which do not. */
@NullMarked
package dev.millrace.kit.topic;

import org.jspecify.annotations.NullMarked;
