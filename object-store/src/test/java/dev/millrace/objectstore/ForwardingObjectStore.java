package dev.millrace.objectstore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Passes every call on to another store. A test overrides what it wants to fail, to delay or to observe. */
public abstract class ForwardingObjectStore implements ObjectStore {

    private final ObjectStore store;

    protected ForwardingObjectStore(ObjectStore store) {
        this.store = store;
    }

    @Override
    public void put(ObjectKey key, Path file) throws IOException {
        store.put(key, file);
    }

    @Override
    public StoredObject open(ObjectKey key) throws IOException {
        return store.open(key);
    }

    @Override
    public StoredObject open(ObjectKey key, long size) throws IOException {
        return store.open(key, size);
    }

    @Override
    public OptionalLong size(ObjectKey key) throws IOException {
        return store.size(key);
    }

    @Override
    public boolean delete(ObjectKey key) throws IOException {
        return store.delete(key);
    }

    @Override
    public List<ObjectKey> list(ObjectKey folder) throws IOException {
        return store.list(folder);
    }

    @Override
    public int blockSize() {
        return store.blockSize();
    }

    @Override
    public void close() {
        store.close();
    }
}
