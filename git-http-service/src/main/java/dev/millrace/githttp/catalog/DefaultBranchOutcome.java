package dev.millrace.githttp.catalog;

import dev.millrace.git.catalog.StoredRepository;

/** Outcome of {@link ChooseDefaultBranch}. */
sealed interface DefaultBranchOutcome {

    /** HEAD points to it, or did already. */
    record Chosen(StoredRepository repository) implements DefaultBranchOutcome {}

    /** The repository has branches, and none of this name. */
    record NoSuchBranch(String branch) implements DefaultBranchOutcome {}

    /** The mirror of an installation has the default branch of its upstream. */
    record UpstreamDecides(String upstream) implements DefaultBranchOutcome {}

    /** Git allows no branch of this name. */
    record Invalid(String branch) implements DefaultBranchOutcome {}
}
