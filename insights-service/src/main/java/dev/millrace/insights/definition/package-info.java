/**
 * What a team decided about how its facts are read, in versions that are never changed. A new version is prepared beside the one
 * that answers are read from, and takes its place when all histories of the team are derived by it; who prepares it says so with
 * {@link dev.millrace.insights.definition.TeamDefinitions#activate}. Until then nothing changes, whatever happens meanwhile.
 */
@NullMarked
package dev.millrace.insights.definition;

import org.jspecify.annotations.NullMarked;
