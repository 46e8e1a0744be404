package dev.millrace.git;

import dev.millrace.git.repack.Maintenance;
import dev.millrace.git.repack.MaintenanceConfig;
import dev.millrace.git.repack.MaintenanceConfig.Collector;
import dev.millrace.git.repack.MaintenanceOutcome;
import dev.millrace.testing.TestGit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/** A stored repository, a working copy from which a real git client pushes to it, and its full repacks. */
public final class PushedRepository implements AutoCloseable {

    private final StorageFixture fixture;
    private final Path folder;
    private final UUID id;
    private final GitDaemon daemon;
    private final TestGit work;

    private PushedRepository(StorageFixture fixture, Path folder, UUID id, GitDaemon daemon, TestGit work) {
        this.fixture = fixture;
        this.folder = folder;
        this.id = id;
        this.daemon = daemon;
        this.work = work;
    }

    /** @param folder for working copies */
    public static PushedRepository empty(StorageFixture fixture, Path folder) throws IOException {
        GitStorage storage = fixture.open();
        UUID id = StorageFixture.newRepository(storage);
        var daemon = new GitDaemon(storage, receive -> {});
        TestGit work = TestGit.init(folder.resolve("work"));
        work.ok("remote", "add", "origin", daemon.address(id));
        return new PushedRepository(fixture, folder, id, daemon, work);
    }

    public UUID id() {
        return id;
    }

    /** The working copy; its {@code origin} is the repository. */
    public TestGit work() {
        return work;
    }

    /** A complete clone that was made just now. */
    public TestGit mirror() {
        Path target = folder.resolve("clone-" + UUID.randomUUID());
        TestGit.in(folder).ok("clone", "--quiet", "--mirror", daemon.address(id), target.toString());
        return TestGit.in(target);
    }

    /** Repacks everything, if anything has changed since the last time. */
    public MaintenanceOutcome repack(Collector by) {
        var config = new MaintenanceConfig(by, "git", 20, 0.3, 6_700, 1, Duration.ofDays(14), 0);
        Maintenance maintenance = fixture.open().maintenance(config);
        return maintenance.work(maintenance.claim(id, Duration.ofMinutes(1)).orElseThrow(), () -> false);
    }

    @Override
    public void close() {
        daemon.close();
    }
}
