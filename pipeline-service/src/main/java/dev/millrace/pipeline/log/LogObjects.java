package dev.millrace.pipeline.log;

import dev.millrace.objectstore.ObjectKey;
import dev.millrace.objectstore.StoredObject;
import dev.millrace.pipeline.object.ObjectAccess;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.UUID;

/** The objects that hold logs, below {@code logs/} in the store of {@code millrace.git.store}. */
@Singleton
final class LogObjects {

    private final ObjectAccess objects;

    LogObjects(ObjectAccess objects) {
        this.objects = objects;
    }

    /** A key that no object has. */
    static String newKey(OpenLog log) {
        return "logs/%s/%d-%s".formatted(log.buildId(), log.position(), UUID.randomUUID());
    }

    /** Stores a file, which is moved. */
    void put(String key, Path file) throws IOException {
        objects.store().put(new ObjectKey(key), file);
    }

    /**
     * Reads a part of an object.
     *
     * @throws EOFException if it ends before
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    byte[] read(String key, long from, int length) throws IOException {
        try (StoredObject object = objects.store().open(new ObjectKey(key))) {
            ByteBuffer buffer = ByteBuffer.allocate(length);
            if (object.read(from, buffer) != length) {
                throw new EOFException("the object %s ends before %d".formatted(key, from + length));
            }
            return buffer.array();
        }
    }

    /** Deletes an object, if there is one. */
    void delete(String key) throws IOException {
        objects.store().delete(new ObjectKey(key));
    }
}
