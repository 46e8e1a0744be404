package dev.millrace.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.retention.AuditReport;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.WriteSession;
import dev.millrace.objectstore.S3Server;
import dev.millrace.testing.TestGit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that share only the database and a bucket, set up by configuration alone. */
class BucketIT {

    @TempDir
    Path folder;

    private final StorageFixture fixture = StorageFixture.shared();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void whatOneNodeTookAnotherServes() throws IOException {
        UUID id;
        var work = TestGit.in(Files.createDirectory(folder.resolve("work")));
        try (GitStorage first = node("first", "0.1")) {
            id = StorageFixture.newRepository(first);
            try (var daemon = new GitDaemon(first, receive -> {})) {
                work.ok("init", "--quiet", "-b", "main", ".");
                for (int i = 0; i < 3; i++) {
                    Files.writeString(folder.resolve("work/a.txt"), "line\n".repeat(i + 1));
                    work.ok("add", ".");
                    work.ok("commit", "--quiet", "-m", "commit " + i);
                    work.ok("push", daemon.address(id), "main");
                }
            }
            assertThat(count("put", "ok")).isEqualTo(6);
            assertThat(meters.find("millrace.git.store.operations")
                            .tag("operation", "read")
                            .timers())
                    .as("the node that took a push is warm")
                    .isEmpty();
        }

        try (GitStorage second = node("second", "0.1");
                var daemon = new GitDaemon(second, receive -> {})) {
            TestGit.in(folder).ok("clone", "--quiet", daemon.address(id), "clone");
            var clone = TestGit.in(folder.resolve("clone"));
            assertThat(clone.ok("rev-parse", "HEAD")).isEqualTo(work.ok("rev-parse", "main"));
            assertThat(clone.fsck()).doesNotContain("error", "missing", "dangling");

            AuditReport report = second.audit().run(id, true);
            assertThat(report.problems()).isEmpty();
            assertThat(report.packs()).isEqualTo(3);
        }
        assertThat(folder.resolve("second/.cache/0")).isNotEmptyDirectory();
    }

    @Test
    void worksWithoutACache() throws IOException {
        UUID id;
        try (GitStorage first = node("first", "0.1")) {
            id = StorageFixture.newRepository(first);
            try (WriteSession session = StorageFixture.write(first, id)) {
                var commit = StorageFixture.commit(session.repository(), "one");
                session.update(
                        java.util.List.of(RefEdit.set("refs/heads/main", commit)), java.util.Optional.empty(), true);
            }
        }

        try (GitStorage second = node("second", "0");
                var daemon = new GitDaemon(second, receive -> {})) {
            TestGit.in(folder).ok("clone", "--quiet", daemon.address(id), "clone");
        }

        assertThat(folder.resolve("clone/file.txt")).hasContent("one");
        assertThat(folder.resolve("second/.cache")).doesNotExist();
    }

    private double count(String operation, String outcome) {
        return meters.get("millrace.git.store.operations")
                .tag("store", "s3")
                .tag("operation", operation)
                .tag("outcome", outcome)
                .timer()
                .count();
    }

    /** @param cache in GiB */
    private GitStorage node(String name, String cache) {
        Properties settings = S3Server.shared().settings();
        settings.setProperty("millrace.git.directory", folder.resolve(name).toString());
        settings.setProperty(
                "millrace.git.cache.bytes", Long.toString((long) (Double.parseDouble(cache) * (1L << 30))));
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build();
        return GitStorage.open(fixture.database, fixture.outbox, fixture.clock, config, meters);
    }
}
