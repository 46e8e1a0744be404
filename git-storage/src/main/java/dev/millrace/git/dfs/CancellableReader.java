package dev.millrace.git.dfs;

import dev.millrace.git.check.Cancellation;
import dev.millrace.git.check.WalkMemory;
import java.io.IOException;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase;
import org.eclipse.jgit.internal.storage.dfs.DfsReader;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectLoader;

/**
 * A reader whose work is aborted when its caller has disconnected, see {@link Cancellation}, or when its walks need too much
 * memory, see {@link WalkMemory}.
 */
final class CancellableReader extends DfsReader {

    CancellableReader(DfsObjDatabase objects) {
        super(objects);
    }

    @Override
    public ObjectLoader open(AnyObjectId object, int type) throws IOException {
        Cancellation.check();
        ObjectLoader opened = super.open(object, type);
        WalkMemory.opened(opened);
        return opened;
    }

    @Override
    public boolean has(AnyObjectId object) throws IOException {
        Cancellation.check();
        return super.has(object);
    }
}
