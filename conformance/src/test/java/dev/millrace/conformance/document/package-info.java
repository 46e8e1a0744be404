/** The description of the public API. */
@org.jspecify.annotations.NullMarked
package dev.millrace.conformance.document;
