package dev.millrace.pipeline.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoryTest {

    @TempDir
    Path directory;

    @Test
    void isEmptyAndForItsOwnerOnly() throws Exception {
        Path made = directory.resolve("work/job");
        Files.createDirectories(made.resolve("left/behind"));

        WorkDirectory.create(made);

        assertThat(made).isEmptyDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
    }

    @Test
    void deletesLinksAndNotWhatTheyPointTo() throws Exception {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("file"), "kept");
        Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("r-xr-xr-x"));
        Path job = Files.createDirectories(directory.resolve("job/checkout"));
        Files.createSymbolicLink(job.resolve("folder"), outside);
        Files.createSymbolicLink(job.resolve("file"), outside.resolve("file"));
        Files.createSymbolicLink(job.resolve("nowhere"), Path.of("/does/not/exist"));
        Files.createSymbolicLink(job.resolve("circle"), job);

        WorkDirectory.delete(directory.resolve("job"));

        assertThat(directory.resolve("job")).doesNotExist();
        assertThat(outside.resolve("file")).hasContent("kept");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(outside)))
                .isEqualTo("r-xr-xr-x");
    }

    @Test
    void deletesADirectoryThatIsALinkItself() throws Exception {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("file"), "kept");
        Path link = Files.createSymbolicLink(directory.resolve("link"), outside);

        WorkDirectory.delete(link);

        assertThat(link).doesNotExist();
        assertThat(outside.resolve("file")).hasContent("kept");
    }
}
