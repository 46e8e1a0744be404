/**
 * JGit's DFS layer over our rows and objects.
 *
 * <p>Reading: {@link dev.millrace.git.dfs.Repositories} caches one {@code RepositoryState}, refs and pack list of one
 * instant, for each repository, and returns cheap views of it. Writing: a {@code StagedSession} keeps new packs in scratch
 * files, and {@code CommitRefs} makes them and the refs visible in one transaction. Object-size indexes are read but not
 * written: a third synchronized file for each push would cost more than {@code blob:limit} clones gain.
 */
@NullMarked
package dev.millrace.git.dfs;

import org.jspecify.annotations.NullMarked;
