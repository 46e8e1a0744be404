/**
 * Keeps repositories fast to read: many small packs become few, and what clones read most becomes one pack with a bitmap
 * and a commit graph.
 *
 * <p>Every update of refs requests maintenance; {@code Maintenance} leases requests to any number of workers, one lease per
 * repository. {@code MaintenancePlan} decides what is needed. Compaction is JGit's. Full repacks use native git where it is
 * installed, in a bare scratch repository that holds copies of the packs, because that takes a tenth of the processor time
 * of JGit's collector, which is the fallback. Both produce the same: what branches and tags reach in one pack, what other
 * refs and retained tips reach in another, and the rest, for a time, as garbage. One transaction replaces exactly the packs
 * that were read, or nothing. Objects leave the manifest only when they have been garbage for the whole time to live, and
 * never in a run during which refs moved.
 */
@NullMarked
package dev.millrace.git.repack;

import org.jspecify.annotations.NullMarked;
