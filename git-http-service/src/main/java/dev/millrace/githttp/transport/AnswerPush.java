package dev.millrace.githttp.transport;

import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.git.GitStorage;
import dev.millrace.git.check.Cancellation;
import dev.millrace.git.check.FsckRules;
import dev.millrace.git.check.IncomingMemory;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.git.write.WriteSession;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.access.GitPath;
import dev.millrace.githttp.forward.Destination;
import dev.millrace.githttp.forward.ForwardPush;
import dev.millrace.githttp.forward.PushRoute;
import dev.millrace.githttp.forward.Waiting;
import dev.millrace.githttp.move.MoveRefs;
import dev.millrace.githttp.push.PushLimits;
import dev.millrace.githttp.push.PushOutcome;
import dev.millrace.githttp.push.Pusher;
import dev.millrace.githttp.push.ReceivePush;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.SigningKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;

/** Serves both requests of a push, for repositories of our own and, through their upstreams, for mirrors. */
@ApplicationScoped
class AnswerPush {

    private static final int MOST_KNOWN = 2_000;

    private final GitStorage storage;
    private final MoveRefs moveRefs;
    private final ForwardPush forwardPush;
    private final ReceivePush receivePush;

    AnswerPush(
            GitStorage storage,
            MoveRefs moveRefs,
            ForwardPush forwardPush,
            PushLimits limits,
            GitHttpConfig config,
            SigningKeys signingKeys,
            Clock clock) {
        this.storage = storage;
        this.moveRefs = moveRefs;
        this.forwardPush = forwardPush;
        this.receivePush = new ReceivePush(
                limits,
                FsckRules.forPush().with(config.fsck()),
                signingKeys,
                config.pushCertificateSeed().or(() -> Optional.of(storage.pushCertificateSeed())),
                clock);
    }

    /** Where a push to this address is handled. Refs in a separate namespace exist only here. */
    PushRoute route(Granted grant, GitPath.Named path) {
        return moveRefs.route(grant.repository(), path.remote().namespace());
    }

    /** The response to {@code info/refs} for pushes that stay here. */
    void advertise(Granted grant, GitPath.Named path, OutputStream answer) throws IOException {
        try (Repository repository =
                        storage.read(grant.repository(), path.remote().namespace());
                IncomingMemory memory = storage.openMemory(grant.repository())) {
            receivePush.advertise(repository, known(grant, path), memory, answer);
        }
    }

    /**
     * The response to {@code info/refs} for pushes that are forwarded to an upstream. The exchange owns the memory that it
     * takes.
     *
     * @throws dev.millrace.upstream.UpstreamException if the upstream does not return its refs
     */
    byte[] advertise(Granted grant, Destination destination, Exchange exchange) throws IOException {
        IncomingMemory memory = storage.openMemory(grant.repository());
        exchange.owns(memory::close);
        return forwardPush.advertise(grant.repository(), destination, named(grant.caller()), lending(exchange), memory);
    }

    /** Receives the push and writes its report. */
    void receive(
            Granted grant,
            GitPath.Named path,
            PushRoute.Open route,
            Exchange exchange,
            InputStream sent,
            OutputStream answer)
            throws IOException {
        Caller caller = grant.caller();
        RefNamespace namespace = path.remote().namespace();
        try (WriteSession session = moveRefs.open(grant, Cause.PUSH, namespace)) {
            var pusher = new Pusher(caller, namespace, known(grant, path));
            PushOutcome outcome = switch (route) {
                case PushRoute.Local _ -> receivePush.receive(session, pusher, sent, answer);
                case PushRoute.Forwarded(Destination destination) ->
                    // the upstream may have accepted it when the client disconnects, so it continues to its end
                    Cancellation.during(
                            exchange::letOthersCompute,
                            () -> receivePush.forward(
                                    session,
                                    pusher,
                                    sent,
                                    answer,
                                    expected -> forwardPush.open(
                                            session, destination, named(caller), expected, lending(exchange))));
            };
            if (outcome instanceof PushOutcome.Reported reported) {
                moveRefs.pointHead(session, grant.repository().id(), reported.firstBranch());
            }
            ExchangeLog.pushed(grant, exchange, outcome);
        }
    }

    /** Objects of the repository's own branches: a client need not send them again for another namespace. */
    private Set<ObjectId> known(Granted grant, GitPath.Named path) throws IOException {
        if (path.remote().namespace() == RefNamespace.DEFAULT) {
            return Set.of();
        }
        try (Repository repository = storage.read(grant.repository())) {
            return repository.getRefDatabase().getRefsByPrefix(Constants.R_HEADS).stream()
                    .limit(MOST_KNOWN)
                    .map(Ref::getObjectId)
                    .collect(Collectors.toSet());
        }
    }

    /** Two tokens of one person count as two pushing clients. */
    private static String named(Caller caller) {
        return "%s %s %s".formatted(caller.team(), caller.subject(), caller.expiresAt());
    }

    /** Other work may use the permit while this one waits for an upstream. */
    private static Waiting lending(Exchange exchange) {
        return new Waiting() {
            @Override
            public <T> T during(Wait<T> wait) throws IOException {
                try {
                    return exchange.awaiting(() -> {
                        try {
                            return wait.get();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
                } catch (UncheckedIOException e) {
                    throw e.getCause();
                }
            }
        };
    }
}
