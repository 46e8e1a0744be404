/**
 * Keeps repositories quick to read: many small packs become few, and what clones read most becomes one pack with a bitmap
 * and a commit graph.
 *
 * <p>Whoever moves refs wishes for a look at the packs; {@link dev.millrace.git.maintenance.Maintenance} hands wishes out,
 * one lease a repository, to as many workers as there are. {@code MaintenancePlan} decides what is needed. Compaction is
 * JGit's. Full repacks are native git's where it is installed, in a bare scratch repository that holds copies of the packs,
 * because that takes a tenth of the processor time of JGit's collector, which stands in otherwise. Both make the same:
 * what branches and tags reach in one pack, what other refs and retained tips reach in another, and the rest, for a time,
 * as garbage. One transaction exchanges exactly the packs that were read, or nothing. Objects leave the manifest only when
 * they have been garbage for the whole time to live, and never in a run during which refs moved.
 */
@NullMarked
package dev.millrace.git.maintenance;

import org.jspecify.annotations.NullMarked;
