/**
 * The meaning of GitHub's payloads. Pure functions from a payload to events, one reader for each kind. GitHub's own
 * examples break GitHub's own schemas, so the readers require only the fields that an event needs.
 */
@NullMarked
package dev.millrace.ingest.forge.github;

import org.jspecify.annotations.NullMarked;
