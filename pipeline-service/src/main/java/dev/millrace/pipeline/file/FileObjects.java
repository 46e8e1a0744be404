package dev.millrace.pipeline.file;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.objectstore.ObjectKey;
import dev.millrace.objectstore.StoredObject;
import dev.millrace.pipeline.file.FileConfig.Storage;
import dev.millrace.pipeline.object.ObjectAccess;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The objects with archives. A key is noted, then the object is written, then one transaction refers to it and marks it as used: a process
 * that ends before leaves an object that is noted only, and deleted after a while. Any number of instances may do this at the same time.
 */
@Singleton
public final class FileObjects {

    private static final int AT_ONCE = 200;

    private final Database database;
    private final FileObjectStore store;
    private final ObjectAccess objects;
    private final FileConfig config;

    FileObjects(Database database, FileObjectStore store, ObjectAccess objects, FileConfig config) {
        this.database = database;
        this.store = store;
        this.objects = objects;
        this.config = config;
    }

    /** Whether this platform keeps files of jobs. */
    public boolean areKept() {
        return config.storage() == Storage.OBJECTS;
    }

    /**
     * Stores a file, which is moved, under a key that no object has. Nothing refers to it yet.
     *
     * @param key see {@link ObjectKey}
     */
    public void write(String key, Path file) throws IOException {
        database.useTransaction(tx -> store.note(tx, key));
        objects.store().put(new ObjectKey(key), file);
    }

    /** The caller's transaction refers to the object; false if that is too late, because it is being deleted. */
    public boolean use(Transaction tx, String key) {
        return store.use(tx, key);
    }

    /** Nothing refers to the objects any more; they are deleted later. */
    public void release(Transaction tx, List<String> keys) {
        if (!keys.isEmpty()) {
            store.doom(tx, keys);
        }
    }

    /**
     * Opens an object. The caller closes it.
     *
     * @throws java.nio.file.NoSuchFileException if it is deleted
     */
    public StoredObject open(String key) throws IOException {
        return objects.store().open(new ObjectKey(key));
    }

    /**
     * Deletes objects that nothing refers to. One that cannot be deleted stays marked, and the next run tries again.
     *
     * @param age of the youngest that is deleted although nothing has referred to it yet
     */
    public void deleteUnused(Duration age) throws IOException {
        database.useTransaction(tx -> store.doomUnused(tx, age));
        List<String> doomed;
        do {
            doomed = database.inTransaction(tx -> store.doomed(tx, AT_ONCE));
            for (String key : doomed) {
                objects.store().delete(new ObjectKey(key));
                database.useTransaction(tx -> store.forget(tx, key));
            }
        } while (doomed.size() == AT_ONCE);
    }
}
