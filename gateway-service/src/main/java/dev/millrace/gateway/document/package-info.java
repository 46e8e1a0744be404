/** The description of the public API, for programs. */
@NullMarked
package dev.millrace.gateway.document;

import org.jspecify.annotations.NullMarked;
