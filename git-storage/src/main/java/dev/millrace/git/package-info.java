/**
 * Git repositories: JGit's DFS layer over PostgreSQL (refs, pack manifest, catalog) and an object store (packs).
 *
 * <p>{@link dev.millrace.git.GitStorage} is the way in. Packs are immutable and lie in an object store; refs are rows. A
 * push or a sync writes its packs to local scratch files, and one SQL transaction under a row lock makes packs, refs,
 * HEAD, reflog and events visible together: before it nobody sees anything, after it every instance on the same database
 * does. Versions of the ref set and of the pack manifest tell a reader whether what it has cached is still true. A ref
 * database of our own stands in for JGit's reftables, whose lock does not reach beyond one process. Packs are uploaded
 * just before that transaction rather than when JGit closes them, so that a refused push leaves nothing in the store.
 */
@NullMarked
package dev.millrace.git;

import org.jspecify.annotations.NullMarked;
