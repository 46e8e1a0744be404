/**
 * Which mirrors exist. Installation events list repositories, the gateway's events state which team an installation belongs
 * to, and {@code forge.scm} reports pushes, renames and deletions. These arrive on three topics in any relative order;
 * every event is recorded under the installation's row lock and then {@code ReconcileMirrors} makes the mirrors match what is
 * known. Owns {@code sync.installation} and {@code sync.upstream}.
 *
 * <p>A mirror is parked, not removed, while its installation is suspended, removed or no longer lists the repository: what
 * was mirrored stays readable, and syncs go on when access is restored. Only a repository deleted at the forge, or one that
 * now belongs to another team, leaves the catalog.
 *
 * <p>Webhooks may be lost or come late, so {@code ListRepositories} compares what an installation covers with what the forge
 * lists: periodically, and where an event is older than what is known. A list counts only if no event came while it was read.
 *
 * <p>Repositories that a team made to follow an upstream have mirrors too, any number per upstream. {@code AttachMirror}
 * creates them, and {@code IdentifyFollowers} gives them the forge's number of the upstream, by which pipelines and
 * insights know it.
 */
@NullMarked
package dev.millrace.sync.upstream;

import org.jspecify.annotations.NullMarked;
