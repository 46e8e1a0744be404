package dev.millrace.githttp.fetch;

import dev.millrace.githttp.admission.PackingMemory;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevBlob;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevTree;

/** Charges what a walk keeps and no progress reports: commits, and everything below the trees of commits that the client has. */
final class ChargedWalk extends ObjectWalk {

    private final PackingMemory.Charge memory;

    ChargedWalk(ObjectReader reader, PackingMemory.Charge memory) {
        super(reader);
        this.memory = memory;
    }

    @Override
    protected RevCommit createCommit(AnyObjectId id, int graphPosition) {
        memory.addWalked(1);
        return super.createCommit(id, graphPosition);
    }

    @Override
    public RevTree lookupTree(AnyObjectId id) {
        charge(id);
        return super.lookupTree(id);
    }

    @Override
    public RevBlob lookupBlob(AnyObjectId id) {
        charge(id);
        return super.lookupBlob(id);
    }

    private void charge(AnyObjectId id) {
        if (lookupOrNull(id) == null) {
            memory.addWalked(1);
        }
    }
}
