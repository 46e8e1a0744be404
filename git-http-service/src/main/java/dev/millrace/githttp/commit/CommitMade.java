package dev.millrace.githttp.commit;

import org.eclipse.jgit.lib.ObjectId;

/**
 * A commit that a branch is at now.
 *
 * @param branch short name
 * @param before where the branch was; zero if it was created
 * @param packBytes that the repository grew by
 * @param blobs contents that the request sent
 */
record CommitMade(ObjectId commit, ObjectId tree, String branch, ObjectId before, long packBytes, int blobs) {

    CommitMade with(long bytes, int sentBlobs) {
        return new CommitMade(commit, tree, branch, before, bytes, sentBlobs);
    }
}
