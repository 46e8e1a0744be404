/**
 * What GitHub means by its payloads. Pure functions from a payload to events, one reader for each kind. GitHub's own examples
 * break GitHub's own schemas, so the readers ask only for what an event cannot be made without.
 */
@NullMarked
package dev.millrace.ingest.forge.github;

import org.jspecify.annotations.NullMarked;
