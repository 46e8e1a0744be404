/** Signatures of records on {@code access.*}: the broker's access control is one guard, these are the other. */
@NullMarked
package dev.millrace.kit.identity.record;

import org.jspecify.annotations.NullMarked;
