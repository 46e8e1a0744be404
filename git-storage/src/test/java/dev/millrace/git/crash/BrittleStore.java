package dev.millrace.git.crash;

import dev.millrace.objectstore.ObjectKey;
import dev.millrace.objectstore.ObjectStore;
import dev.millrace.objectstore.StoredObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** A store with a boundary after everything that changes it. */
record BrittleStore(ObjectStore real, Boundary boundary) implements ObjectStore {

    @Override
    public void put(ObjectKey key, Path file) throws IOException {
        real.put(key, file);
        boundary.pass("after put of " + kind(key));
    }

    @Override
    public boolean delete(ObjectKey key) throws IOException {
        boolean there = real.delete(key);
        boundary.pass("after delete of " + kind(key));
        return there;
    }

    private static String kind(ObjectKey key) {
        return key.value().substring(key.value().lastIndexOf('.') + 1);
    }

    @Override
    public StoredObject open(ObjectKey key) throws IOException {
        return real.open(key);
    }

    @Override
    public StoredObject open(ObjectKey key, long size) throws IOException {
        return real.open(key, size);
    }

    @Override
    public OptionalLong size(ObjectKey key) throws IOException {
        return real.size(key);
    }

    @Override
    public List<ObjectKey> list(ObjectKey folder) throws IOException {
        return real.list(folder);
    }

    @Override
    public int blockSize() {
        return real.blockSize();
    }

    @Override
    public void close() {
        real.close();
    }
}
