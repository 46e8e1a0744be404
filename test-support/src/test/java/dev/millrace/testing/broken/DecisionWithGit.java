package dev.millrace.testing.broken;

import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

final class DecisionWithGit {

    String head() {
        return Constants.HEAD;
    }

    ObjectId none() {
        return ObjectId.zeroId();
    }
}
