/** The request id that ties log lines together. */
@NullMarked
package dev.millrace.kit.request;

import org.jspecify.annotations.NullMarked;
