package dev.millrace.git.dfs;

import java.io.IOException;
import org.eclipse.jgit.internal.storage.dfs.DfsReader;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * Opens stored objects for the parser of a pack, which loads the bases of a thin pack completely and compares existing
 * objects with those that arrive: takes the memory for them first.
 */
final class BaseReader extends DfsReader {

    private final StagedObjects objects;

    BaseReader(StagedObjects objects) {
        super(objects);
        this.objects = objects;
    }

    @Override
    public ObjectReader newReader() {
        return new BaseReader(objects);
    }

    @Override
    public ObjectLoader open(AnyObjectId id, int type) throws IOException {
        long size = getObjectSize(id, type);
        objects.load(size, type == OBJ_ANY);
        return super.open(id, type);
    }
}
