package dev.millrace.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerOnlyTest {

    @TempDir
    Path temporary;

    @Test
    void closesADataFolderThatWasOpenBefore() throws IOException {
        Path folder = Files.createDirectory(
                temporary.resolve("data"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

        try (var lock = DataLock.take(folder)) {
            assertThat(lock).isNotNull();
            assertThat(permissions(folder)).isEqualTo("rwx------");
        }
    } // #9.6

    @Test
    void keepsFactsOfThePlatformToTheOwner() throws IOException {
        var facts = new Properties();
        facts.setProperty("database-password", "secret");
        Path folder = temporary.resolve("run");

        new RunFolder(folder).write("platform", facts);

        assertThat(permissions(folder)).isEqualTo("rwx------");
        assertThat(permissions(folder.resolve("platform.properties"))).isEqualTo("rw-------");
    } // #9.6

    @Test
    void letsACommandWriteForTheOwnerOnly() throws IOException, InterruptedException {
        Path file = temporary.resolve("made by a command");

        Process process = new ProcessBuilder(
                        OwnerOnly.command(List.of("sh", "-c", "echo $$ > \"$1\"", "sh", file.toString())))
                .start();

        assertThat(process.waitFor()).isZero();
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(Files.readString(file).strip()).isEqualTo(Long.toString(process.pid()));
    } // #9.6

    @Test
    void givesASupervisedProcessTheSameAlsoWhenItStepsBack() throws IOException, InterruptedException {
        Path file = temporary.resolve("file");

        Process process = new ProcessBuilder(Signals.inOwnSession(List.of("touch", file.toString()), 5)).start();

        assertThat(process.waitFor()).isZero();
        assertThat(permissions(file)).isEqualTo("rw-------");
    } // #9.6

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
