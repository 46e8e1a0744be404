package dev.millrace.githttp.catalog;

import dev.millrace.git.catalog.StoredRepository;

/** Outcome of {@link ChooseDefaultBranch}. */
sealed interface DefaultBranchOutcome {

    /** HEAD points to the branch, or already did. */
    record Chosen(StoredRepository repository) implements DefaultBranchOutcome {}

    /** The repository has branches, and none of this name. */
    record NoSuchBranch(String branch) implements DefaultBranchOutcome {}

    /** The mirror of an installation has the default branch of its upstream. */
    record UpstreamDecides(String upstream) implements DefaultBranchOutcome {}

    /** A policy of the token does not allow it. */
    record Denied(String reason) implements DefaultBranchOutcome {}

    /** Git does not allow a branch of this name. */
    record Invalid(String branch) implements DefaultBranchOutcome {}
}
