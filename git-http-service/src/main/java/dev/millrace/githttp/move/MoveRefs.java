package dev.millrace.githttp.move;

import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.git.write.WriteSession;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.forward.ForwardPush;
import dev.millrace.githttp.forward.PushRoute;
import dev.millrace.githttp.forward.RoutePush;
import dev.millrace.githttp.forward.Waiting;
import dev.millrace.githttp.push.PushLimits;
import dev.millrace.githttp.push.Pusher;
import dev.millrace.githttp.push.RefPolicies;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.SigningKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The one decision about moving refs, for pushes and for calls of the API: where it is made, within which limits, and what
 * becomes of HEAD.
 */
@ApplicationScoped
public class MoveRefs {

    private static final int LONGEST_ACTOR = 200;

    private static final Waiting NOTHING_TO_LEND = new Waiting() {
        @Override
        public <T> T during(Wait<T> wait) throws IOException {
            return wait.get();
        }
    };

    private final GitStorage storage;
    private final Catalog catalog;
    private final RoutePush routePush;
    private final ForwardPush forwardPush;
    private final SigningKeys signingKeys;
    private final PushLimits limits;

    MoveRefs(
            GitStorage storage,
            Catalog catalog,
            RoutePush routePush,
            ForwardPush forwardPush,
            SigningKeys signingKeys,
            PushLimits limits) {
        this.storage = storage;
        this.catalog = catalog;
        this.routePush = routePush;
        this.forwardPush = forwardPush;
        this.signingKeys = signingKeys;
        this.limits = limits;
    }

    /** Where moves of a namespace's refs are decided. Refs in a separate namespace exist only here. */
    public PushRoute route(StoredRepository repository, RefNamespace namespace) {
        return namespace == RefNamespace.DEFAULT ? routePush.handle(repository) : new PushRoute.Local();
    }

    /** A session within the limits of the repository. The caller closes it. */
    public WriteSession open(Granted granted, Cause cause, RefNamespace namespace) {
        return storage.write(granted.repository().id(), cause, actor(granted.caller()), namespace, limits.repository());
    }

    /** Points HEAD to the first branch of a repository, unless its owner chose another. */
    public void pointHead(WriteSession session, UUID repositoryId, Optional<String> firstBranch) {
        firstBranch
                .filter(head -> !catalog.isDefaultBranchChosen(repositoryId))
                .ifPresent(head -> session.update(List.of(), Optional.of(head), true));
    }

    /**
     * Begins a change by a call of the API. The caller closes it; nothing of it remains unless it is carried out.
     *
     * @param waiting how it waits for an upstream
     */
    public Move begin(Granted granted, RefNamespace namespace, Waiting waiting) {
        Caller caller = granted.caller();
        return new Move(
                this,
                forwardPush,
                granted.repository(),
                namespace,
                open(granted, Cause.API, namespace),
                RefPolicies.of(signingKeys, new Pusher(caller, namespace, Set.of())),
                "api %s %s".formatted(caller.team(), UUID.randomUUID()),
                waiting);
    }

    /** As {@link #begin(Granted, RefNamespace, Waiting)}, for a change that needs no permit to compute. */
    public Move begin(Granted granted, RefNamespace namespace) {
        return begin(granted, namespace, NOTHING_TO_LEND);
    }

    /** Limits of a change. */
    public PushLimits limits() {
        return limits;
    }

    /** The actor of ref moves, for logs and the reflog: the token's subject, else its team. */
    public static String actor(Caller caller) {
        String subject = caller.subject().replaceAll("\\p{Cntrl}", "");
        return subject.isEmpty() ? caller.team() : subject.substring(0, Math.min(LONGEST_ACTOR, subject.length()));
    }
}
