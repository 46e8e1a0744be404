package dev.millrace.githttp.forward;

import dev.millrace.git.GitStorage;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.RefResult;
import dev.millrace.git.write.UpdateOutcome;
import dev.millrace.git.write.WriteSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.jboss.logging.Logger;

/**
 * Moves our refs to what an upstream accepted. Usually they have not moved since the push began, and one transaction moves
 * them. A ref of ours that moved meanwhile was overtaken: by a push that the upstream accepted later and we committed
 * earlier, or by a sync. Such a ref moves to the upstream's current value, never to the value of this push.
 */
final class CommitAccepted {

    private static final Logger LOG = Logger.getLogger(CommitAccepted.class);
    private static final int ATTEMPTS = 5;

    private final GitStorage storage;
    private final WriteSession session;
    private final UpstreamConversation conversation;
    private final FetchMissing fetchMissing;
    private final Destination destination;

    CommitAccepted(
            GitStorage storage,
            WriteSession session,
            UpstreamConversation conversation,
            FetchMissing fetchMissing,
            Destination destination) {
        this.storage = storage;
        this.session = session;
        this.conversation = conversation;
        this.fetchMissing = fetchMissing;
        this.destination = destination;
    }

    /** Whether all of it is committed here; the next sync brings the rest. */
    boolean handle(List<ReceiveCommand> accepted) {
        try {
            List<RefEdit> edits = new ArrayList<>();
            for (ReceiveCommand command : accepted) {
                edits.add(new RefEdit(
                        command.getRefName(),
                        Optional.of(whenThePushBegan(command.getRefName())),
                        wanted(command.getNewId()),
                        true));
            }
            List<String> overtaken = behind(session.update(edits, Optional.empty(), false));
            for (int attempt = 1; !overtaken.isEmpty() && attempt <= ATTEMPTS; attempt++) {
                overtaken = follow(overtaken);
            }
            if (!overtaken.isEmpty()) {
                LOG.infof("repositoryId=%s refs=%s are left to the next sync", destination.repositoryId(), overtaken);
            }
            return overtaken.isEmpty();
        } catch (IOException | RuntimeException e) {
            LOG.errorf(
                    e,
                    "repositoryId=%s accepted by %s and not committed here; the next sync brings it",
                    destination.repositoryId(),
                    destination.name());
            return false;
        }
    }

    /**
     * Not the old value that the client sent: the upstream may have been ahead of us, and the push then brought the rest.
     */
    private ObjectId whenThePushBegan(String name) throws IOException {
        Ref ref = session.repository().exactRef(name);
        return ref == null || ref.getObjectId() == null ? ObjectId.zeroId() : ref.getObjectId();
    }

    private static Optional<ObjectId> wanted(ObjectId id) {
        return Optional.of(id).filter(there -> !there.equals(ObjectId.zeroId()));
    }

    private List<String> behind(UpdateOutcome outcome) {
        List<String> behind = new ArrayList<>();
        for (RefResult result : outcome.results()) {
            if (!result.isApplied()) {
                LOG.infof(
                        "repositoryId=%s ref=%s status=%s: %s",
                        destination.repositoryId(), result.ref(), result.status(), result.message());
                behind.add(result.ref());
            }
        }
        return behind;
    }

    /** Refs that still differ from the upstream. */
    private List<String> follow(List<String> refs) throws IOException {
        // first ours, then theirs: a ref that moves in between is noticed when ours are compared again
        Map<String, ObjectId> here = here(refs);
        UpstreamRefs there = conversation.refs();
        Map<String, ObjectId> tips = new TreeMap<>();
        List<RefEdit> edits = new ArrayList<>();
        for (String ref : refs) {
            Optional<ObjectId> target = there.tip(ref);
            target.ifPresent(id -> tips.put(ref, id));
            ObjectId now = here.getOrDefault(ref, ObjectId.zeroId());
            if (!now.equals(target.orElse(ObjectId.zeroId()))) {
                edits.add(new RefEdit(ref, Optional.of(now), target, true));
            }
        }
        if (edits.isEmpty()) {
            return List.of();
        }
        fetchMissing.handle(session.repository(), conversation, tips);
        return behind(session.update(edits, Optional.empty(), false));
    }

    private Map<String, ObjectId> here(List<String> refs) throws IOException {
        Map<String, ObjectId> here = new TreeMap<>();
        try (Repository now = storage.read(destination.repositoryId())) {
            for (String name : refs) {
                Ref ref = now.exactRef(name);
                if (ref != null && ref.getObjectId() != null) {
                    here.put(name, ref.getObjectId());
                }
            }
        }
        return here;
    }
}
