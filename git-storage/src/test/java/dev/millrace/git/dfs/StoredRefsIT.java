package dev.millrace.git.dfs;

import static dev.millrace.git.StorageFixture.commit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.git.RefsMoved;
import dev.millrace.git.GitStorage;
import dev.millrace.git.StorageFixture;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.WriteSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.jgit.lib.BatchRefUpdate;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.ReflogEntry;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ref database as JGit uses it. */
class StoredRefsIT {

    private final StorageFixture fixture = StorageFixture.shared();
    private final GitStorage storage = fixture.open();
    private final UUID id = StorageFixture.newRepository(storage);
    private final WriteSession session = StorageFixture.write(storage, id);
    private final Repository repository = session.repository();
    private ObjectId base;
    private ObjectId next;
    private ObjectId other;

    @BeforeEach
    void insertCommits() throws IOException {
        base = commit(repository, "base");
        next = commit(repository, "next", base);
        other = commit(repository, "other");
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void createsMovesAndDeletesASingleRef() throws IOException {
        assertThat(update("refs/heads/a", base).update()).isEqualTo(RefUpdate.Result.NEW);
        assertThat(update("refs/heads/a", next).update()).isEqualTo(RefUpdate.Result.FAST_FORWARD);
        assertThat(update("refs/heads/a", other).update()).isEqualTo(RefUpdate.Result.REJECTED);
        assertThat(repository.exactRef("refs/heads/a").getObjectId()).isEqualTo(next);
        assertThat(update("refs/heads/a", other).forceUpdate()).isEqualTo(RefUpdate.Result.FORCED);
        assertThat(update("refs/heads/a", other).update()).isEqualTo(RefUpdate.Result.NO_CHANGE);
        RefUpdate delete = repository.updateRef("refs/heads/a");
        delete.setForceUpdate(true);
        assertThat(delete.delete()).isEqualTo(RefUpdate.Result.FORCED);
        assertThat(repository.exactRef("refs/heads/a")).isNull();
        assertThat(fixture.events(id, RefsMoved.class)).hasSize(4);
    }

    @Test
    void refusesAnUpdateFromAnotherOldValue() throws IOException {
        update("refs/heads/a", base).update();
        RefUpdate update = update("refs/heads/a", next);
        update.setExpectedOldObjectId(other);

        assertThat(update.update()).isEqualTo(RefUpdate.Result.LOCK_FAILURE);
    }

    @Test
    void refusesAnUpdateOfARefThatAnotherWriterMovedMeanwhile() throws IOException {
        update("refs/heads/a", base).update();
        RefUpdate update = update("refs/heads/a", next);
        try (WriteSession elsewhere = StorageFixture.write(fixture.open(), id)) {
            ObjectId foreign = commit(elsewhere.repository(), "foreign", base);
            elsewhere.update(List.of(RefEdit.set("refs/heads/a", foreign)), Optional.empty(), true);
        }

        assertThat(update.update()).isEqualTo(RefUpdate.Result.LOCK_FAILURE);
    }

    @Test
    void updatesTheBranchThatHeadPointsTo() throws IOException {
        assertThat(repository.exactRef(Constants.HEAD).getObjectId()).isNull();
        assertThat(update(Constants.HEAD, base).update()).isEqualTo(RefUpdate.Result.NEW);

        assertThat(repository.exactRef("refs/heads/main").getObjectId()).isEqualTo(base);
        assertThat(repository.exactRef(Constants.HEAD).getTarget().getName()).isEqualTo("refs/heads/main");
        assertThat(repository.getFullBranch()).isEqualTo("refs/heads/main");
    }

    @Test
    void linksAndDetachesHead() throws IOException {
        update("refs/heads/a", base).update();
        assertThat(repository.updateRef(Constants.HEAD).link("refs/heads/a")).isEqualTo(RefUpdate.Result.FORCED);
        assertThat(repository.resolve(Constants.HEAD)).isEqualTo(base);

        RefUpdate detach = repository.updateRef(Constants.HEAD, true);
        detach.setNewObjectId(next);
        assertThat(detach.forceUpdate()).isEqualTo(RefUpdate.Result.FORCED);

        assertThat(repository.exactRef(Constants.HEAD).isSymbolic()).isFalse();
        assertThat(repository.resolve(Constants.HEAD)).isEqualTo(next);
        assertThat(repository.exactRef("refs/heads/a").getObjectId()).isEqualTo(base);
        assertThat(storage.catalog().find(id).orElseThrow().head()).isEqualTo(next.name());
    }

    @Test
    void renamesABranchUnderItsOwnNameAndTakesHeadAlong() throws IOException {
        update("refs/heads/main", base).update();

        assertThat(repository
                        .renameRef("refs/heads/main", "refs/heads/main/old")
                        .rename())
                .isEqualTo(RefUpdate.Result.RENAMED);

        assertThat(repository.exactRef("refs/heads/main")).isNull();
        assertThat(repository.exactRef("refs/heads/main/old").getObjectId()).isEqualTo(base);
        assertThat(repository.exactRef(Constants.HEAD).getTarget().getName()).isEqualTo("refs/heads/main/old");
    }

    @Test
    void carriesOutABatchOfAllOrNothing() throws IOException {
        update("refs/heads/a", other).update();
        var create = new ReceiveCommand(ObjectId.zeroId(), base, "refs/heads/b");
        var stale = new ReceiveCommand(base, next, "refs/heads/a");

        execute(true, create, stale);

        assertThat(create.getResult()).isEqualTo(Result.REJECTED_OTHER_REASON);
        assertThat(ReceiveCommand.isTransactionAborted(create)).isTrue();
        assertThat(stale.getResult()).isEqualTo(Result.LOCK_FAILURE);
        assertThat(repository.exactRef("refs/heads/b")).isNull();
    }

    @Test
    void carriesOutTheGoodCommandsOfABatchThatIsNotAtomic() throws IOException {
        update("refs/heads/a", base).update();
        var create = new ReceiveCommand(ObjectId.zeroId(), base, "refs/heads/b");
        update("refs/heads/moved", other).update();
        var stale = new ReceiveCommand(base, next, "refs/heads/moved");
        var missing = new ReceiveCommand(ObjectId.zeroId(), ObjectId.fromString("1".repeat(40)), "refs/heads/c");
        var conflict = new ReceiveCommand(ObjectId.zeroId(), base, "refs/heads/a/x");
        var backwards = new ReceiveCommand(base, other, "refs/heads/a", ReceiveCommand.Type.UPDATE_NONFASTFORWARD);

        execute(false, create, stale, missing, conflict);
        execute(false, backwards);

        assertThat(create.getResult()).isEqualTo(Result.OK);
        assertThat(stale.getResult()).isEqualTo(Result.LOCK_FAILURE);
        assertThat(missing.getResult()).isEqualTo(Result.REJECTED_MISSING_OBJECT);
        assertThat(conflict.getResult()).isEqualTo(Result.REJECTED_OTHER_REASON);
        assertThat(conflict.getMessage()).contains("refs/heads/a");
        assertThat(backwards.getResult()).isEqualTo(Result.REJECTED_NONFASTFORWARD);
        assertThat(repository.exactRef("refs/heads/a").getObjectId()).isEqualTo(base);
    }

    @Test
    void deletesAndCreatesBelowInOneBatch() throws IOException {
        update("refs/heads/a", base).update();
        var delete = new ReceiveCommand(base, ObjectId.zeroId(), "refs/heads/a");
        var create = new ReceiveCommand(ObjectId.zeroId(), base, "refs/heads/a/b");

        execute(true, create, delete);

        assertThat(List.of(delete.getResult(), create.getResult())).containsOnly(Result.OK);
        assertThat(repository.getRefDatabase().getRefsByPrefix("refs/heads/"))
                .extracting(Ref::getName)
                .containsExactly("refs/heads/a/b");
    }

    @Test
    void answersByPrefixWithTenThousandRefs() throws IOException {
        var edits = new ArrayList<RefEdit>();
        for (int i = 0; i < 10_000; i++) {
            edits.add(RefEdit.set("refs/changes/%02d/%d/1".formatted(i % 100, i), base));
        }
        edits.add(RefEdit.set("refs/heads/main", base));
        session.update(edits, Optional.empty(), true);

        try (Repository read = storage.read(id)) {
            var refs = read.getRefDatabase();
            assertThat(refs.getRefsByPrefix("refs/changes/07/")).hasSize(100);
            assertThat(refs.getRefsByPrefix("refs/changes/")).hasSize(10_000);
            assertThat(refs.getRefsByPrefix("refs/heads/", "refs/changes/99/", "refs/changes/9"))
                    .hasSize(1 + 1_000);
            assertThat(refs.getRefsByPrefixWithExclusions("refs/", Set.of("refs/changes/")))
                    .extracting(Ref::getName)
                    .containsExactly("refs/heads/main");
            assertThat(refs.exactRef("refs/changes/42/4242/1", "refs/none", "HEAD"))
                    .containsOnlyKeys("refs/changes/42/4242/1", "HEAD");
            assertThat(refs.getTipsWithSha1(base)).hasSize(10_002);
            assertThat(refs.getRefs("refs/heads/")).containsOnlyKeys("main");
            assertThat(refs.isNameConflicting("refs/changes/42")).isTrue();
            assertThat(refs.hasFastTipsWithSha1()).isTrue();
        }
    }

    @Test
    void keepsALogOfEveryRef() throws IOException {
        RefUpdate create = update("refs/heads/a", base);
        create.setRefLogMessage("branch: made", false);
        create.update();
        update("refs/heads/a", next).update();

        List<ReflogEntry> log =
                repository.getRefDatabase().getReflogReader("refs/heads/a").getReverseEntries();

        assertThat(log).extracting(ReflogEntry::getNewId).containsExactly(next, base);
        assertThat(log).extracting(ReflogEntry::getOldId).containsExactly(base, ObjectId.zeroId());
        assertThat(log.getLast().getComment()).isEqualTo("branch: made");
        assertThat(log.getLast().getWho().getName()).isEqualTo("ada");
        assertThat(log.getLast().getWho().getWhenAsInstant()).isEqualTo(StorageFixture.NOON);
        assertThat(repository
                        .getRefDatabase()
                        .getReflogReader("refs/heads/a")
                        .getReverseEntry(1)
                        .getNewId())
                .isEqualTo(base);
        assertThat(repository.getRefDatabase().getReflogReader("refs/heads/none"))
                .isNull();
    }

    @Test
    void storesWhatATagPeelsTo() throws IOException {
        ObjectId tag = StorageFixture.tag(repository, "v1", base);
        ObjectId outer;
        try (var inserter = repository.newObjectInserter()) {
            var builder = new org.eclipse.jgit.lib.TagBuilder();
            builder.setTag("outer");
            builder.setObjectId(tag, Constants.OBJ_TAG);
            outer = inserter.insert(builder);
            inserter.flush();
        }
        update("refs/tags/outer", outer).update();

        try (Repository read = storage.read(id)) {
            Ref ref = read.exactRef("refs/tags/outer");
            assertThat(ref.getObjectId()).isEqualTo(outer);
            assertThat(ref.getPeeledObjectId()).isEqualTo(base);
            assertThat(read.getRefDatabase().peel(ref)).isSameAs(ref);
        }
    }

    private RefUpdate update(String name, ObjectId id) throws IOException {
        RefUpdate update = repository.updateRef(name);
        update.setNewObjectId(id);
        return update;
    }

    private void execute(boolean atomic, ReceiveCommand... commands) throws IOException {
        BatchRefUpdate batch = repository.getRefDatabase().newBatchUpdate();
        batch.setAtomic(atomic);
        batch.addCommand(commands);
        try (var walk = new RevWalk(repository)) {
            batch.execute(walk, NullProgressMonitor.INSTANCE);
        }
    }
}
