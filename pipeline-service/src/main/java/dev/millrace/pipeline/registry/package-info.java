/**
 * Workflows as the default branches of a team's repositories define them: each move of a default branch is read and published as
 * versions. What is published starts by a request, at the times of a schedule, or by an event of another repository of the team.
 * Events of a repository itself are not concerned: their definition is that of their commit, see {@code trigger}.
 *
 * <p>A repository is one upstream of one team, whichever mirror of it is read. A run is a build like any other.
 */
@NullMarked
package dev.millrace.pipeline.registry;

import org.jspecify.annotations.NullMarked;
