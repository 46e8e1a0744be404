package dev.millrace.git.ref;

import java.util.Collection;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/** A ref database that retains for a while what its refs pointed to before forced updates and deletions. */
public interface RetainedTips {

    /** Commits and tags that still count as reachable, although no ref leads to them. */
    Collection<ObjectId> retainedTips();

    /** Those of a repository; none if its refs retain nothing. */
    static Collection<ObjectId> of(Repository opened) {
        return opened.getRefDatabase() instanceof RetainedTips tips ? tips.retainedTips() : Set.of();
    }
}
