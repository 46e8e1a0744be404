/**
 * Git repositories: JGit's DFS layer over PostgreSQL (refs, pack manifest, catalog) and an object store (packs).
 *
 * <p>{@link dev.millrace.git.GitStorage} is the entry point. Packs are immutable and stored in an object store; refs are
 * rows. A push or a sync writes its packs to local scratch files, and one SQL transaction under a row lock makes packs,
 * refs, HEAD, reflog and events visible together: before it nothing is visible, after it everything is, to every instance
 * on the same database. Versions of the ref set and of the pack manifest show a reader whether its cache is still valid.
 * Our own ref database replaces JGit's reftables, whose lock does not reach beyond one process. Packs are uploaded just
 * before that transaction rather than when JGit closes them, so that a rejected push leaves nothing in the store.
 */
@NullMarked
package dev.millrace.git;

import org.jspecify.annotations.NullMarked;
