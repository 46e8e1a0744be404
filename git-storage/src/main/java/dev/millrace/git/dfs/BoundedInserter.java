package dev.millrace.git.dfs;

import java.io.InputStream;
import org.eclipse.jgit.internal.storage.dfs.DfsInserter;
import org.eclipse.jgit.internal.storage.dfs.DfsPackParser;

/** An inserter whose pack parser enforces the limits. */
final class BoundedInserter extends DfsInserter {

    private final StagedObjects objects;

    BoundedInserter(StagedObjects objects) {
        super(objects);
        this.objects = objects;
    }

    @Override
    public DfsPackParser newPackParser(InputStream pack) {
        return new BoundedPackParser(objects, this, objects.announced(pack));
    }
}
