package dev.millrace.git.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.git.GitStorage;
import dev.millrace.git.StorageFixture;
import dev.millrace.git.repack.Maintenance;
import dev.millrace.git.repack.MaintenanceConfig;
import dev.millrace.git.repack.MaintenanceConfig.Collector;
import dev.millrace.git.retention.RetentionConfig;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.WriteSession;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;

/** An operation during which a process may be killed. Each can be repeated: a second run ends where one run ends. */
enum Operation {

    /** Several refs at once, as a client pushes them: one moves, one is created, one is deleted. */
    PUSH {
        @Override
        void run(Site site, UUID id) throws IOException {
            try (WriteSession session = site.storage().write(id, Cause.PUSH, "ada")) {
                ObjectId old = ObjectId.fromString(OLD_TIP);
                ObjectId next = StorageFixture.commit(session.repository(), "pushed", old);
                ObjectId side = StorageFixture.commit(session.repository(), "aside", old);
                if (session.repository().resolve(MAIN).equals(next)) {
                    return; // the run that died succeeded: the client sees that there is nothing to push
                }
                session.update(
                        List.of(
                                new RefEdit(MAIN, Optional.of(old), Optional.of(next), false),
                                new RefEdit(SIDE, Optional.of(ObjectId.zeroId()), Optional.of(side), false),
                                RefEdit.delete(OLD)),
                        Optional.empty(),
                        true);
            }
        }
    },

    /** One pack from an upstream and all refs that moved there, including HEAD. */
    SYNC {
        @Override
        void run(Site site, UUID id) throws IOException {
            try (var upstream = new InMemoryRepository(new DfsRepositoryDescription("upstream"));
                    WriteSession session = site.storage().write(id, Cause.SYNC, "sync")) {
                ObjectId root = StorageFixture.commit(upstream, "root");
                ObjectId next = StorageFixture.commit(upstream, "rewritten", root);
                try (var inserter = session.repository().newObjectInserter()) {
                    inserter.newPackParser(new ByteArrayInputStream(pack(upstream, next)))
                            .parse(NullProgressMonitor.INSTANCE);
                    inserter.flush();
                }
                session.update(
                        List.of(RefEdit.set(MAIN, next), RefEdit.set("refs/heads/trunk", next), RefEdit.delete(OLD)),
                        Optional.of("refs/heads/trunk"),
                        true);
            }
        }
    },

    COMPACTION {
        @Override
        void run(Site site, UUID id) {
            maintain(
                    site,
                    id,
                    new MaintenanceConfig(Collector.JGIT, "git", 2, 100, 1_000_000, 1_000_000, Duration.ofDays(14), 0));
        }
    },

    REPACK_BY_GIT {
        @Override
        void run(Site site, UUID id) {
            maintain(
                    site,
                    id,
                    new MaintenanceConfig(Collector.NATIVE, "git", 20, 0.1, 1_000_000, 1, Duration.ofDays(14), 0));
        }
    },

    REPACK_BY_JGIT {
        @Override
        void run(Site site, UUID id) {
            maintain(
                    site,
                    id,
                    new MaintenanceConfig(Collector.JGIT, "git", 20, 0.1, 1_000_000, 1, Duration.ofDays(14), 0));
        }
    },

    /** Files that were replaced long ago, and those of an upload that never ended. */
    DELETION {
        @Override
        void prepare(GitStorage storage, UUID id) throws IOException {
            super.prepare(storage, id);
            var config =
                    new MaintenanceConfig(Collector.JGIT, "git", 2, 100, 1_000_000, 1_000_000, Duration.ofDays(14), 0);
            Maintenance maintenance = storage.maintenance(config);
            maintenance.work(maintenance.claim(id, LEASE).orElseThrow(), () -> false);
        }

        @Override
        void run(Site site, UUID id) {
            site.clock().advance(Duration.ofDays(2));
            site.storage().retention(RetentionConfig.withDefaults()).run();
        }
    };

    private static final String MAIN = "refs/heads/main";
    private static final String SIDE = "refs/heads/side";
    private static final String OLD = "refs/heads/old";

    /** So short that no test has to wait for a dead process's lease to end. */
    private static final Duration LEASE = Duration.ofMillis(1);

    /** Commits have fixed times, so the same history has the same ids everywhere. */
    private static final String OLD_TIP = oldTip();

    /** What the operation requires: three pushes of one commit each. */
    void prepare(GitStorage storage, UUID id) throws IOException {
        ObjectId tip = ObjectId.zeroId();
        for (String message : List.of("root", "second", "third")) {
            try (WriteSession session = StorageFixture.write(storage, id)) {
                tip = tip.equals(ObjectId.zeroId())
                        ? StorageFixture.commit(session.repository(), message)
                        : StorageFixture.commit(session.repository(), message, tip);
                session.update(List.of(RefEdit.set(MAIN, tip), RefEdit.set(OLD, tip)), Optional.empty(), true);
            }
        }
        assertThat(tip.name()).isEqualTo(OLD_TIP);
    }

    abstract void run(Site site, UUID id) throws IOException;

    private static String oldTip() {
        try (var anywhere = new InMemoryRepository(new DfsRepositoryDescription("anywhere"))) {
            ObjectId tip = StorageFixture.commit(anywhere, "root");
            for (String message : List.of("second", "third")) {
                tip = StorageFixture.commit(anywhere, message, tip);
            }
            return tip.name();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void maintain(Site site, UUID id, MaintenanceConfig config) {
        Maintenance maintenance = site.storage().maintenance(config);
        maintenance.work(maintenance.claim(id, LEASE).orElseThrow(), () -> false);
    }

    private static byte[] pack(InMemoryRepository upstream, ObjectId tip) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var writer = new PackWriter(upstream)) {
            writer.preparePack(NullProgressMonitor.INSTANCE, Set.of(tip), Set.of());
            writer.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, bytes);
        }
        return bytes.toByteArray();
    }
}
