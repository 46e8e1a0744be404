package dev.millrace.githttp.catalog;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PackParser;

/**
 * Sends everything reachable from the given objects from one repository to another, as one pack, without an intermediate
 * copy on disk.
 */
final class CopyObjects {

    private static final int BUFFER_BYTES = 1 << 16;

    private CopyObjects() {}

    /** @param wanted commits, tags or trees */
    static void between(Repository from, Repository to, Set<ObjectId> wanted) throws IOException {
        // an operating system pipe: Java's own wakes its reader only once a second
        Pipe pipe = Pipe.open();
        try (InputStream in = Channels.newInputStream(pipe.source());
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(pipe.sink()), BUFFER_BYTES)) {
            var writing = new FutureTask<Void>(() -> {
                try (out) {
                    write(from, wanted, out);
                }
                return null;
            });
            Thread.ofPlatform()
                    .daemon()
                    .name("fork")
                    .start(writing); // packing would occupy a carrier of virtual threads
            try {
                parse(to, in);
            } catch (IOException e) {
                in.close(); // so that the writer stops too
                try {
                    awaited(writing);
                } catch (IOException atTheOtherEnd) {
                    e.addSuppressed(atTheOtherEnd);
                }
                throw e;
            }
            awaited(writing);
        }
    }

    private static void write(Repository from, Set<ObjectId> wanted, OutputStream out) throws IOException {
        try (var pack = new PackWriter(from)) {
            pack.setUseBitmaps(true);
            pack.setDeltaBaseAsOffset(true);
            pack.setThin(false);
            pack.preparePack(NullProgressMonitor.INSTANCE, wanted, Set.of());
            pack.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, out);
        }
    }

    private static void parse(Repository to, InputStream in) throws IOException {
        try (ObjectInserter inserter = to.newObjectInserter()) {
            PackParser parser = inserter.newPackParser(in);
            parser.setAllowThin(false);
            parser.parse(NullProgressMonitor.INSTANCE);
            inserter.flush();
        }
    }

    private static void awaited(FutureTask<Void> writing) throws IOException {
        try {
            writing.get();
        } catch (ExecutionException e) {
            throw new IOException("the pack of the source could not be written", e.getCause());
        } catch (InterruptedException e) {
            writing.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a repository was copied", e);
        }
    }
}
