package dev.millrace.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryObjectStoreTest extends ObjectStoreContract {

    @Override
    ObjectStore store() throws IOException {
        return DirectoryObjectStore.open(folder.resolve("store"));
    }

    @Test
    void takesAFileFromAnotherFileSystem() throws IOException {
        Path memory = Path.of("/dev/shm");
        Path file = Files.isDirectory(memory) && Files.isWritable(memory)
                ? Files.createTempFile(memory, "millrace", ".pack")
                : Files.createTempFile(folder, "millrace", ".pack");
        Files.writeString(file, "content");
        var key = new ObjectKey("a/b.pack");

        store().put(key, file);

        assertThat(folder.resolve("store/a/b.pack")).hasContent("content");
        assertThat(file).doesNotExist();
        assertThat(folder.resolve("store/.incoming")).isEmptyDirectory();
    }

    @Test
    void stillReadsAnOpenObjectThatIsDeleted() throws IOException {
        byte[] content = random(1_000);
        store().put(key, file(content));

        try (StoredObject object = store().open(key)) {
            store().delete(key);
            var buffer = ByteBuffer.allocate(content.length);

            object.read(0, buffer);

            assertThat(buffer.array()).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/etc/passwd", "../x", "a/../b", "a//b", ".incoming/x", "a/", "A/b", "a\0b"})
    void takesNoKeyThatCouldLeaveTheDirectory(String key) {
        assertThatThrownBy(() -> new ObjectKey(key)).isInstanceOf(IllegalArgumentException.class);
    }
}
