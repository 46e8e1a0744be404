package dev.millrace.githttp.lfs;

import dev.millrace.git.lfs.LfsLock;
import dev.millrace.git.lfs.LockFilter;
import dev.millrace.git.lfs.LockOutcome;
import dev.millrace.git.lfs.UnlockOutcome;
import dev.millrace.githttp.lfs.LfsOutcome.Json;
import dev.millrace.githttp.lfs.LfsOutcome.Refused;
import dev.millrace.githttp.lfs.LockBody.OneBody;
import dev.millrace.githttp.lfs.LockBody.PageBody;
import dev.millrace.githttp.lfs.LockBody.VerifiedBody;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Locks and unlocks files, and lists who has locked what. */
final class AnswerLocks {

    private static final Logger LOG = Logger.getLogger(AnswerLocks.class);
    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 1000;

    private final Locks locks;

    AnswerLocks(Locks locks) {
        this.locks = locks;
    }

    LfsOutcome create(LfsCall call, @Nullable String path) {
        if (call.repository().isMirror()) {
            return notOffered(call);
        }
        if (!call.hasSubject()) {
            return new Refused(new LockRefusal.NoOwner());
        }
        if (path == null || !LockPath.isValid(path)) {
            return new Refused(new LockRefusal.InvalidPath());
        }
        return switch (locks.lock(call.repository().id(), path, call.actor())) {
            case LockOutcome.Locked(LfsLock lock) -> {
                LOG.infof("lfs locked %s lockId=%s", call, lock.id());
                yield new LfsOutcome.Locked(lock);
            }
            case LockOutcome.AlreadyLocked(LfsLock lock) -> new LfsOutcome.AlreadyLocked(lock);
        };
    }

    LfsOutcome unlock(LfsCall call, UUID id, boolean force) {
        if (call.repository().isMirror()) {
            return notOffered(call);
        }
        return switch (locks.unlock(call.repository().id(), id, call.actor(), force)) {
            case UnlockOutcome.Unlocked(LfsLock lock) -> {
                LOG.infof("lfs unlocked %s lockId=%s owner=%s force=%s", call, lock.id(), lock.owner(), force);
                yield new Json(new OneBody(LockBody.of(lock), null));
            }
            case UnlockOutcome.NotYours(LfsLock lock) -> new LfsOutcome.OwnedByAnother(lock);
            case UnlockOutcome.NoSuchLock _ -> new Refused(new LockRefusal.NotFound());
        };
    }

    LfsOutcome list(LfsCall call, LockQuery query) {
        if (call.repository().isMirror()) {
            return notOffered(call);
        }
        Optional<UUID> id;
        try {
            id = given(query.id()).map(UUID::fromString);
        } catch (IllegalArgumentException unknown) {
            return new Json(new PageBody(List.of(), null));
        }
        return page(
                call,
                new LockFilter(given(query.path()), id),
                query.cursor(),
                query.limit(),
                (found, next) -> new PageBody(found.stream().map(LockBody::of).toList(), next));
    }

    LfsOutcome verify(LfsCall call, @Nullable String cursor, @Nullable Integer limit) {
        if (call.repository().isMirror()) {
            return notOffered(call);
        }
        return page(call, LockFilter.all(), cursor, limit, (found, next) -> {
            List<LockBody> ours = bodies(found, call, true);
            List<LockBody> theirs = bodies(found, call, false);
            return new VerifiedBody(ours, theirs, next);
        });
    }

    private static LfsOutcome notOffered(LfsCall call) {
        return new Refused(new LockRefusal.NotOffered(call.repository().name(), call.upstream()));
    }

    private static List<LockBody> bodies(List<LfsLock> locks, LfsCall call, boolean ours) {
        return locks.stream()
                .filter(lock -> lock.owner().equals(call.actor()) == ours)
                .map(LockBody::of)
                .toList();
    }

    private LfsOutcome page(
            LfsCall call, LockFilter filter, @Nullable String cursor, @Nullable Integer limit, Page page) {
        int size = limit == null || limit <= 0 ? USUAL_PAGE : Math.min(limit, LARGEST_PAGE);
        Optional<String> after;
        try {
            after = given(cursor).map(text -> new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException broken) {
            return new Refused(new LockRefusal.UnknownCursor());
        }
        if (after.filter(text -> text.indexOf('\0') >= 0).isPresent()
                || filter.path().filter(text -> text.indexOf('\0') >= 0).isPresent()) {
            return new Refused(new LockRefusal.NulInPath());
        }
        List<LfsLock> found = locks.list(call.repository().id(), filter, after, size + 1);
        boolean more = found.size() > size;
        List<LfsLock> shown = more ? found.subList(0, size) : found;
        return new Json(page.of(shown, more ? cursor(shown.getLast()) : null));
    }

    private static String cursor(LfsLock last) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(last.path().getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> given(@Nullable String text) {
        return Optional.ofNullable(text).filter(some -> !some.isEmpty());
    }

    /** Filters of a list; there is none by ref, since a lock applies to all branches. */
    record LockQuery(
            @Nullable String path,
            @Nullable String id,
            @Nullable String cursor,
            @Nullable Integer limit) {}

    /** Where locks are kept. */
    interface Locks {

        LockOutcome lock(UUID repositoryId, String path, String owner);

        UnlockOutcome unlock(UUID repositoryId, UUID id, String owner, boolean force);

        /** In byte order of paths, after the given path. */
        List<LfsLock> list(UUID repositoryId, LockFilter filter, Optional<String> after, int limit);
    }

    private interface Page {
        Object of(List<LfsLock> found, @Nullable String next);
    }
}
