package dev.millrace.sync.restore;

import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.git.GitStorage;
import dev.millrace.git.ref.RetainedCommit;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.RefResult;
import dev.millrace.git.write.UpdateOutcome;
import dev.millrace.git.write.WriteSession;
import dev.millrace.kit.text.HiddenCharacters;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * Restores what a forced update or a deletion removed. A mirror follows its upstream, and the next sync would undo what is
 * restored to a branch or tag; so it is restored separately, under {@code refs/restored/}, from where it can be fetched and
 * pushed to the upstream again. Where the upstream accepts no pushes, it may be restored to any name, and is kept.
 */
@Singleton
public final class RestoreTip {

    static final String RESTORED = "refs/restored/";

    private final GitStorage storage;

    RestoreTip(GitStorage storage) {
        this.storage = storage;
    }

    /** What can be restored, newest first. */
    public List<RetainedCommit> retained(UUID repositoryId) {
        return storage.retained(repositoryId).stream()
                .sorted(Comparator.comparing(RetainedCommit::retainedAt).reversed())
                .toList();
    }

    /**
     * The decision.
     *
     * @param ref which ref it was removed from, full name
     * @param commit which of the ref's former tips; empty for the newest
     * @param requested full name to restore it to; empty to choose one under {@code refs/restored/}
     * @param followed whether branches and tags follow the upstream
     * @param actor for the reflog
     */
    public RestoreOutcome handle(
            UUID repositoryId,
            String ref,
            Optional<String> commit,
            Optional<String> requested,
            boolean followed,
            String actor) {
        Optional<RetainedCommit> tip = retained(repositoryId).stream()
                .filter(kept -> kept.ref().equals(ref)
                        && commit.filter(id -> !id.equalsIgnoreCase(kept.objectId()))
                                .isEmpty())
                .findFirst();
        if (tip.isEmpty()) {
            return new RestoreOutcome.NotRetained(ref);
        }
        String target = requested.orElseGet(() -> RESTORED + ref.substring("refs/".length()));
        if (!target.startsWith("refs/")
                || target.startsWith("refs/namespaces/")
                || !Repository.isValidRefName(target)) {
            return new RestoreOutcome.Refused("'%s' is no full name of a ref".formatted(target));
        }
        if (requested.isPresent() && HiddenCharacters.find(target).isPresent()) {
            return new RestoreOutcome.Refused(
                    "'%s' holds a character that is not seen".formatted(HiddenCharacters.escaped(target)));
        }
        if (followed && !target.startsWith(RESTORED)) {
            return new RestoreOutcome.Refused(
                    "the next sync would undo what is restored to %s: restore to a name under %s, and push from there"
                            .formatted(target, RESTORED));
        }
        ObjectId id = ObjectId.fromString(tip.get().objectId());
        try (WriteSession session = storage.write(repositoryId, Cause.API, actor)) {
            UpdateOutcome outcome = session.update(List.of(RefEdit.set(target, id)), Optional.empty(), true);
            return switch (outcome) {
                case UpdateOutcome.Committed committed -> new RestoreOutcome.Restored(target, tip.get());
                case UpdateOutcome.Unchanged unchanged -> new RestoreOutcome.Restored(target, tip.get());
                case UpdateOutcome.Refused(List<RefResult> results) ->
                    new RestoreOutcome.Refused("%s: %s %s"
                            .formatted(
                                    target,
                                    results.getFirst().status(),
                                    results.getFirst().message()));
            };
        }
    }
}
