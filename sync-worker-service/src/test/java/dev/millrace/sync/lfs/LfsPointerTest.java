package dev.millrace.sync.lfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.lfs.LfsObject;
import dev.millrace.git.lfs.LfsOid;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LfsPointerTest {

    /** From git-lfs, docs/spec.md. */
    private static final String POINTER = """
            version https://git-lfs.github.com/spec/v1
            oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
            size 12345
            """;

    @Test
    void readsAPointer() {
        assertThat(read(POINTER))
                .contains(new LfsObject(
                        new LfsOid("4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393"), 12_345));
    }

    @Test
    void readsPointersOfOtherWriters() {
        assertThat(read(POINTER.replace("\n", "\r\n"))).isPresent();
        assertThat(read(POINTER.replace("git-lfs.github.com", "hawser.github.com")))
                .isPresent();
        assertThat(read(POINTER.replace("oid ", "ext-0-foo sha256:" + "a".repeat(64) + "\noid ")))
                .isPresent();
    }

    @Test
    void takesNothingElseForOne() {
        assertThat(read("")).isEmpty();
        assertThat(read("a line before\n" + POINTER)).isEmpty();
        assertThat(read(POINTER.replace("sha256", "sha512"))).isEmpty();
        assertThat(read(POINTER.replace("4d7a", "4D7A"))).isEmpty();
        assertThat(read(POINTER.replace("12345", "many"))).isEmpty();
        assertThat(read(POINTER + "x".repeat(1024))).isEmpty();
    }

    @Test
    void needsNoObjectForAnEmptyFile() {
        assertThat(read(POINTER.replace("12345", "0"))).isEmpty();
    }

    private static Optional<LfsObject> read(String file) {
        return LfsPointer.read(file.getBytes(StandardCharsets.UTF_8));
    }
}
