package dev.millrace.kit.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {

    @TempDir
    private Path temporary;

    private Path ownFolder;
    private Path shared;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @BeforeEach
    void create() {
        ownFolder = temporary.resolve("private");
        shared = temporary.resolve("shared");
        run("create", ownFolder.toString(), shared.toString());
    }

    @Test
    void createsKeysThatOnlyTheirOwnerMayRead() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared)))
                .isEqualTo("rwx------");
        assertThat(List.of(
                        ownFolder.resolve("platform.pem"),
                        shared.resolve("platform.pub.pem"),
                        shared.resolve("secrets.json")))
                .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
    }

    @Test
    void createsAKeysetThatServicesCanUse() {
        var box = SecretBox.withKeysetIn(shared.resolve("secrets.json"));

        assertThat(box.open(box.seal(new byte[] {1, 2}, "row"), "row")).containsExactly(1, 2);
    }

    @Test
    void replacesNothing() throws IOException {
        String before = content();
        output.reset();

        run("create", ownFolder.toString(), shared.toString());

        assertThat(content()).isEqualTo(before);
        assertThat(output.toString(StandardCharsets.UTF_8))
                .doesNotContain("created")
                .contains("exists");
    }

    @Test
    void doesNotReplaceThePairWhenOneHalfIsMissing() throws IOException {
        Files.delete(ownFolder.resolve("platform.pem"));

        assertThatIllegalStateException()
                .isThrownBy(() -> run("create", ownFolder.toString(), shared.toString()))
                .withMessageContaining("platform.pem")
                .withMessageContaining("restore");
    }

    @Test
    void explainsItsArguments() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run("create"))
                .withMessageContaining("usage: keys create");
    }

    @Test
    void replacesTheKeyOfAKeysetInTwoSteps() throws IOException {
        Path file = shared.resolve("secrets.json");
        var old = SecretBox.withKeysetIn(file);
        byte[] sealedBefore = old.seal(new byte[] {1}, "row");

        run("add", file.toString());
        var between = SecretBox.withKeysetIn(file);
        byte[] sealedBetween = between.seal(new byte[] {2}, "row");
        assertThat(old.open(sealedBetween, "row")).containsExactly(2);

        run("promote", file.toString());
        var rotated = SecretBox.withKeysetIn(file);
        byte[] sealedAfter = rotated.seal(new byte[] {3}, "row");
        assertThat(rotated.open(sealedBefore, "row")).containsExactly(1);
        assertThat(between.open(sealedAfter, "row")).containsExactly(3);
        assertThatIllegalStateException().isThrownBy(() -> old.open(sealedAfter, "row"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void addsOneKeyAtATimeAndPromotesItOnce() {
        String file = shared.resolve("secrets.json").toString();
        run("promote", file);
        assertThat(output.toString(StandardCharsets.UTF_8)).contains("seals already");
        run("add", file);

        assertThatIllegalStateException().isThrownBy(() -> run("add", file)).withMessageContaining("keys promote");
    }

    @Test
    void changesNoFileThatIsNoKeyset() throws IOException {
        Path file = Files.writeString(temporary.resolve("other.json"), "{}");

        assertThatIllegalStateException()
                .isThrownBy(() -> run("add", file.toString()))
                .withMessageContaining("not a Tink keyset");
        assertThat(file).hasContent("{}");
        assertThatIllegalStateException()
                .isThrownBy(() -> run("add", temporary.resolve("missing").toString()))
                .withMessageContaining("no keyset");
    }

    private void run(String... arguments) {
        new KeysCommand(new PrintStream(output, true, StandardCharsets.UTF_8)).run(List.of(arguments));
    }

    private String content() throws IOException {
        return Files.readString(ownFolder.resolve("platform.pem"))
                + Files.readString(shared.resolve("platform.pub.pem"))
                + Files.readString(shared.resolve("secrets.json"));
    }
}
