/**
 * Commits that calls of the API make: from files, from a patch, from an older commit, from two branches; and notes on commits.
 * Contents are staged while they arrive, and nothing remains of a request that does not reach its end.
 */
@NullMarked
package dev.millrace.githttp.commit;

import org.jspecify.annotations.NullMarked;
