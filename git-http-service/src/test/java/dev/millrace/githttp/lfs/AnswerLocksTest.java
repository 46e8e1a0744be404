package dev.millrace.githttp.lfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.lfs.LfsLock;
import dev.millrace.git.lfs.LockFilter;
import dev.millrace.git.lfs.LockOutcome;
import dev.millrace.git.lfs.UnlockOutcome;
import dev.millrace.githttp.lfs.AnswerLocks.LockQuery;
import dev.millrace.githttp.lfs.LfsOutcome.Json;
import dev.millrace.githttp.lfs.LfsOutcome.Refused;
import dev.millrace.githttp.lfs.LockBody.OneBody;
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
        Json first = (Json) answerLocks.create(ANN, "a.psd");
        Json second = (Json) answerLocks.create(BOB, "a.psd");

        LockBody lock = ((OneBody) first.body()).lock();
        assertThat(first.status()).isEqualTo(201);
        assertThat(lock.owner().name()).isEqualTo("ann");
        assertThat(lock.lockedAt()).isEqualTo("2026-11-20T12:00:00Z");
        assertThat(second).isEqualTo(new Json(409, new OneBody(lock, "already locked by ann")));
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
        assertThat(answerLocks.create(ANN, path))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.status()).isEqualTo(422));
        assertThat(answerLocks.create(ANN, null)).isInstanceOf(Refused.class);
        assertThat(answerLocks.create(ANN, "x".repeat(4097))).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "A/b", "a b", "..a", "a..b", ".gitignore", "u\u0308ber", "caf\u00e9", "12:30"})
    void locksWhatCanBeAPathInATree(String path) { // #9.21
        assertThat(answerLocks.create(ANN, path))
                .isInstanceOfSatisfying(
                        Json.class, reported -> assertThat(reported.status()).isEqualTo(201));
    }

    @Test
    void locksNothingForATokenWithoutASubject() { // #9.21
        assertThat(answerLocks.create(Calls.by("", Scope.GIT_WRITE), "a"))
                .isEqualTo(new Refused(403, "the token names no subject (claim 'sub'), and a lock needs an owner"));
    }

    @Test
    void opensTheLockOfAnotherOnlyByForce() {
        UUID id = locked("a.psd");

        assertThat(answerLocks.unlock(BOB, id, false))
                .isInstanceOfSatisfying(
                        Json.class, reported -> assertThat(reported.status()).isEqualTo(403));
        assertThat(answerLocks.unlock(BOB, id, true))
                .isInstanceOfSatisfying(
                        Json.class, reported -> assertThat(reported.status()).isEqualTo(200));
        assertThat(answerLocks.unlock(ANN, id, false)).isEqualTo(new Refused(404, "there is no such lock"));
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
                .isInstanceOf(Refused.class);
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
                .allSatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Refused.class,
                                refused -> assertThat(refused.status()).isEqualTo(404)));
    }

    private UUID locked(String path) {
        return UUID.fromString(
                ((OneBody) ((Json) answerLocks.create(ANN, path)).body()).lock().id());
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
