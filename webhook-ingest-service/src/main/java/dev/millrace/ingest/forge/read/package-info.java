/**
 * What the readers of all forges have in common: lenient access to JSON, the address of a repository, commits as pushes list
 * them, and the conversion of what cannot be read into an outcome.
 */
@NullMarked
package dev.millrace.ingest.forge.read;

import org.jspecify.annotations.NullMarked;
