package dev.millrace.kit.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretBoxTest {

    private static final byte[] SECRET = "hush".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void opensWhatItSealedAlsoAfterARestart() {
        byte[] sealed = SecretBox.createdIn(keyset()).seal(SECRET, "row 1");

        assertThat(SecretBox.createdIn(keyset()).open(sealed, "row 1")).isEqualTo(SECRET);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("hush");
    }

    @Test
    void doesNotOpenASecretAsAnotherRows() {
        var box = SecretBox.createdIn(keyset());
        byte[] sealed = box.seal(SECRET, "row 1");

        assertThatIllegalStateException().isThrownBy(() -> box.open(sealed, "row 2"));
    }

    @Test
    void keepsTheKeysetToItsOwner() throws IOException {
        SecretBox.createdIn(keyset());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyset())))
                .isEqualTo("rw-------");
    }

    @Test
    void agreesOnOneKeysetWhenSeveralStartAtOnce() throws InterruptedException, ExecutionException {
        Callable<SecretBox> start = () -> SecretBox.createdIn(keyset());
        try (var threads = Executors.newFixedThreadPool(8)) {
            var boxes =
                    threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> start).toList());
            byte[] sealed = boxes.getFirst().get().seal(SECRET, "row");
            Set<String> opened = new HashSet<>();
            for (var box : boxes) {
                opened.add(new String(box.get().open(sealed, "row"), StandardCharsets.UTF_8));
            }

            assertThat(opened).containsExactly("hush");
        }
    }

    @Test
    void requiresAKeysetThatIsSharedByAllServices() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SecretBox.withKeysetIn(keyset()))
                .withMessageContaining(keyset().toString())
                .withMessageContaining("keys create");
        assertThat(keyset()).doesNotExist();
    }

    private Path keyset() {
        return folder.resolve("keys").resolve("secrets.json");
    }
}
