/** Checks and clean-up that every HTTP server of the platform applies around its resources. */
@NullMarked
package dev.millrace.kit.http;

import org.jspecify.annotations.NullMarked;
