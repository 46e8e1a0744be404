package dev.millrace.git.crash;

import dev.millrace.objectstore.ForwardingObjectStore;
import dev.millrace.objectstore.ObjectKey;
import dev.millrace.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;

/** A store with a boundary after everything that changes it. */
final class BrittleStore extends ForwardingObjectStore {

    private final Boundary boundary;

    BrittleStore(ObjectStore real, Boundary boundary) {
        super(real);
        this.boundary = boundary;
    }

    @Override
    public void put(ObjectKey key, Path file) throws IOException {
        super.put(key, file);
        boundary.pass("after put of " + kind(key));
    }

    @Override
    public boolean delete(ObjectKey key) throws IOException {
        boolean existed = super.delete(key);
        boundary.pass("after delete of " + kind(key));
        return existed;
    }

    private static String kind(ObjectKey key) {
        return key.value().substring(key.value().lastIndexOf('.') + 1);
    }
}
