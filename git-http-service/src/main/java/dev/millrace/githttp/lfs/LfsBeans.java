package dev.millrace.githttp.lfs;

import dev.millrace.git.GitStorage;
import dev.millrace.git.lfs.LfsLock;
import dev.millrace.git.lfs.LfsLocks;
import dev.millrace.git.lfs.LfsObjects;
import dev.millrace.git.lfs.LfsOid;
import dev.millrace.git.lfs.LockFilter;
import dev.millrace.git.lfs.LockOutcome;
import dev.millrace.git.lfs.UnlockOutcome;
import dev.millrace.githttp.forward.RoutePush;
import dev.millrace.githttp.forward.UpstreamObjects;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Creates the decisions of Git LFS over the storage. */
class LfsBeans {

    @Produces
    @Singleton
    LfsLimits limits(LfsConfig config) {
        return new LfsLimits(
                config.maxObject().asLongValue(),
                config.maxBatch(),
                config.maxRepository()
                        .map(MemorySize::asLongValue)
                        .map(OptionalLong::of)
                        .orElseGet(OptionalLong::empty));
    }

    @Produces
    @Singleton
    MirrorUploads mirrorUploads(RoutePush route, UpstreamObjects upstream, GitStorage storage) {
        return new MirrorUploads(route, upstream, storage.lfsObjects());
    }

    @Produces
    @Singleton
    AnswerBatch answerBatch(GitStorage storage, MirrorUploads mirrors, LfsLimits limits, Clock clock) {
        return new AnswerBatch(new Objects(storage.lfsObjects()), mirrors, limits, clock);
    }

    @Produces
    @Singleton
    AnswerLocks answerLocks(GitStorage storage) {
        return new AnswerLocks(new Locks(storage.lfsLocks()));
    }

    @Produces
    @Singleton
    TransferObject transferObject(GitStorage storage, MirrorUploads mirrors, LfsLimits limits) {
        return new TransferObject(storage.lfsObjects(), mirrors, limits);
    }

    private record Objects(LfsObjects stored) implements AnswerBatch.KnownObjects {

        @Override
        public Map<LfsOid, Long> find(UUID repositoryId, Collection<LfsOid> oids) {
            return stored.find(repositoryId, oids);
        }

        @Override
        public long total(UUID repositoryId) {
            return stored.total(repositoryId);
        }
    }

    private record Locks(LfsLocks stored) implements AnswerLocks.Locks {

        @Override
        public LockOutcome lock(UUID repositoryId, String path, String owner) {
            return stored.lock(repositoryId, path, owner);
        }

        @Override
        public UnlockOutcome unlock(UUID repositoryId, UUID id, String owner, boolean force) {
            return stored.unlock(repositoryId, id, owner, force);
        }

        @Override
        public List<LfsLock> list(UUID repositoryId, LockFilter filter, Optional<String> after, int limit) {
            return stored.list(repositoryId, filter, after, limit);
        }
    }
}
