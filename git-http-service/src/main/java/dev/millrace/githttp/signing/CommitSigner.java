package dev.millrace.githttp.signing;

import java.io.IOException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/** Inserts commits, signed or as they are. */
@FunctionalInterface
public interface CommitSigner {

    /** Of a team that wants no signatures. */
    CommitSigner NONE = (inserter, commit) -> inserter.insert(commit);

    /** Inserts a commit that is complete but for its signature; does not flush. */
    ObjectId insert(ObjectInserter inserter, CommitBuilder commit) throws IOException;
}
