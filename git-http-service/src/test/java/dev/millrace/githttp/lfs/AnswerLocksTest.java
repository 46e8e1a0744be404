package dev.millrace.githttp.lfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.lfs.LfsLock;
import dev.millrace.git.lfs.LockFilter;
import dev.millrace.git.lfs.LockOutcome;
import dev.millrace.git.lfs.UnlockOutcome;
import dev.millrace.githttp.lfs.AnswerLocks.LockQuery;
import dev.millrace.githttp.lfs.LfsOutcome.AlreadyLocked;
import dev.millrace.githttp.lfs.LfsOutcome.Json;
import dev.millrace.githttp.lfs.LfsOutcome.Locked;
import dev.millrace.githttp.lfs.LfsOutcome.OwnedByAnother;
import dev.millrace.githttp.lfs.LfsOutcome.Refused;
import dev.millrace.githttp.lfs.LockBody.PageBody;
import dev.millrace.githttp.lfs.LockBody.VerifiedBody;
import dev.millrace.kit.identity.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerLocksTest {

    private static final LfsCall ANN = Calls.by("ann", Scope.GIT_WRITE);
    private static final LfsCall BOB = Calls.by("bob", Scope.GIT_WRITE);

    private final AnswerLocks answerLocks = new AnswerLocks(new Memory());

    @Test
    void locksAndReportsTheOwnerToTheNextCaller() {
        Locked first = (Locked) answerLocks.create(ANN, "a.psd");
        LfsOutcome second = answerLocks.create(BOB, "a.psd");

        assertThat(first.lock().owner()).isEqualTo("ann");
        assertThat(LockBody.of(first.lock()).lockedAt()).isEqualTo("2026-11-20T12:00:00Z");
        assertThat(second).isEqualTo(new AlreadyLocked(first.lock()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/etc/passwd",
                "a\u0000b",
                "a\nb",
                "../a",
                "a/../b",
                "a//b",
                "./a",
                "a/",
                "C:/a",
                "c:a",
                "a\\b",
                "a/.GIT/b",
                "\ud800"
            })
    void locksNothingThatIsNoPathInATree(String path) { // #9.21
        Refused refused = new Refused(new LockRefusal.InvalidPath());

        assertThat(answerLocks.create(ANN, path)).isEqualTo(refused);
        assertThat(answerLocks.create(ANN, null)).isEqualTo(refused);
        assertThat(answerLocks.create(ANN, "x".repeat(4097))).isEqualTo(refused);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "A/b", "a b", "..a", "a..b", ".gitignore", "u\u0308ber", "caf\u00e9", "12:30"})
    void locksWhatCanBeAPathInATree(String path) { // #9.21
        assertThat(answerLocks.create(ANN, path)).isInstanceOf(Locked.class);
    }

    @Test
    void locksNothingForATokenWithoutASubject() { // #9.21
        assertThat(answerLocks.create(Calls.by("", Scope.GIT_WRITE), "a"))
                .isEqualTo(new Refused(new LockRefusal.NoOwner()));
    }

    @Test
    void opensTheLockOfAnotherOnlyByForce() {
        UUID id = locked("a.psd");

        assertThat(answerLocks.unlock(BOB, id, false)).isInstanceOf(OwnedByAnother.class);
        assertThat(answerLocks.unlock(BOB, id, true)).isInstanceOf(Json.class);
        assertThat(answerLocks.unlock(ANN, id, false)).isEqualTo(new Refused(new LockRefusal.NotFound()));
    }

    @Test
    void listsPageByPage() {
        locked("a");
        locked("b");
        locked("c");

        PageBody first = page(new LockQuery(null, null, null, 2));
        PageBody second = page(new LockQuery(null, null, first.nextCursor(), 2));

        assertThat(first.locks()).extracting(LockBody::path).containsExactly("a", "b");
        assertThat(second.locks()).extracting(LockBody::path).containsExactly("c");
        assertThat(second.nextCursor()).isNull();
        assertThat(page(new LockQuery("b", "", "", null)).locks())
                .extracting(LockBody::path)
                .containsExactly("b");
        assertThat(page(new LockQuery(null, "no id", null, null)).locks()).isEmpty();
        assertThat(answerLocks.list(ANN, new LockQuery(null, null, "%%%", null)))
                .isEqualTo(new Refused(new LockRefusal.UnknownCursor()));
    }

    @Test
    void partsOursFromTheirs() {
        locked("a");
        answerLocks.create(BOB, "b");

        VerifiedBody verified = (VerifiedBody) ((Json) answerLocks.verify(ANN, null, null)).body();

        assertThat(verified.ours()).extracting(LockBody::path).containsExactly("a");
        assertThat(verified.theirs()).extracting(LockBody::path).containsExactly("b");
    }

    @Test
    void offersNoLocksOnMirrors() { // #9.21
        LfsCall call = Calls.ofMirror(Scope.GIT_WRITE);

        assertThat(List.of(
                        answerLocks.create(call, "a"),
                        answerLocks.verify(call, null, null),
                        answerLocks.list(call, new LockQuery(null, null, null, null)),
                        answerLocks.unlock(call, UUID.randomUUID(), true)))
                .containsOnly(new Refused(new LockRefusal.NotOffered("a/b", "github.com/a/b")));
    }

    private UUID locked(String path) {
        return ((Locked) answerLocks.create(ANN, path)).lock().id();
    }

    private PageBody page(LockQuery query) {
        return (PageBody) ((Json) answerLocks.list(ANN, query)).body();
    }

    private static final class Memory implements AnswerLocks.Locks {

        private final Map<String, LfsLock> locks = new TreeMap<>();

        @Override
        public LockOutcome lock(UUID repositoryId, String path, String owner) {
            LfsLock lock = new LfsLock(UUID.randomUUID(), path, owner, Calls.NOON);
            LfsLock existing = locks.putIfAbsent(path, lock);
            return existing == null ? new LockOutcome.Locked(lock) : new LockOutcome.AlreadyLocked(existing);
        }

        @Override
        public UnlockOutcome unlock(UUID repositoryId, UUID id, String owner, boolean force) {
            for (LfsLock lock : locks.values()) {
                if (lock.id().equals(id)) {
                    if (!force && !lock.owner().equals(owner)) {
                        return new UnlockOutcome.NotYours(lock);
                    }
                    locks.remove(lock.path());
                    return new UnlockOutcome.Unlocked(lock);
                }
            }
            return new UnlockOutcome.NoSuchLock();
        }

        @Override
        public List<LfsLock> list(UUID repositoryId, LockFilter filter, Optional<String> after, int limit) {
            return locks.values().stream()
                    .filter(lock -> after.isEmpty() || lock.path().compareTo(after.get()) > 0)
                    .filter(lock ->
                            filter.path().isEmpty() || filter.path().get().equals(lock.path()))
                    .filter(lock -> filter.id().isEmpty() || filter.id().get().equals(lock.id()))
                    .limit(limit)
                    .toList();
        }
    }
}
