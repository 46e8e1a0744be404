package dev.millrace.githttp.move;

import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.check.Cancellation;
import dev.millrace.git.check.PackMemoryBusy;
import dev.millrace.git.check.PackOverLimit;
import dev.millrace.git.check.WalkMemory;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.RefResult;
import dev.millrace.git.write.UpdateOutcome;
import dev.millrace.git.write.WriteSession;
import dev.millrace.githttp.forward.Destination;
import dev.millrace.githttp.forward.ForwardPush;
import dev.millrace.githttp.forward.PushRoute;
import dev.millrace.githttp.forward.Waiting;
import dev.millrace.githttp.move.Change.Planned;
import dev.millrace.githttp.move.MoveOutcome.Moved;
import dev.millrace.githttp.move.MoveOutcome.Refused;
import dev.millrace.githttp.move.Refusal.Why;
import dev.millrace.githttp.push.FirstBranch;
import dev.millrace.githttp.push.RefPolicies;
import dev.millrace.githttp.push.UpstreamPush;
import dev.millrace.kit.text.HiddenCharacters;
import dev.millrace.upstream.UpstreamException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;

/** One change of refs by a call of the API. For one thread. */
public final class Move implements AutoCloseable {

    private static final int LONGEST_MESSAGE = 1_000;

    private final MoveRefs moveRefs;
    private final ForwardPush forwardPush;
    private final StoredRepository repository;
    private final RefNamespace namespace;
    private final WriteSession session;
    private final RefPolicies policies;
    private final String caller;
    private final Waiting waiting;

    Move(
            MoveRefs moveRefs,
            ForwardPush forwardPush,
            StoredRepository repository,
            RefNamespace namespace,
            WriteSession session,
            RefPolicies policies,
            String caller,
            Waiting waiting) {
        this.moveRefs = moveRefs;
        this.forwardPush = forwardPush;
        this.repository = repository;
        this.namespace = namespace;
        this.session = session;
        this.policies = policies;
        this.caller = caller;
        this.waiting = waiting;
    }

    /** Where objects are staged. */
    public WriteSession session() {
        return session;
    }

    /** Carries out a change of branches or tags: at the upstream first, if there is one. */
    public <T> MoveOutcome<T> carryOut(Change<T> change) throws IOException {
        return switch (moveRefs.route(repository, namespace)) {
            case PushRoute.Local local -> carryOutHere(change);
            case PushRoute.Forwarded(Destination destination) -> forward(destination, change);
            case PushRoute.FirstSyncRunning running -> refused(Why.SYNC_RUNNING, running.message());
            case PushRoute.Closed closed -> refused(Why.CLOSED, closed.message());
        };
    }

    /** Carries out a change of refs that never leave this platform, such as notes. */
    public <T> MoveOutcome<T> carryOutHere(Change<T> change) throws IOException {
        Set<String> branches = branches(session.repository());
        Planned<T> planned;
        try {
            planned = change.on(Staging.here(session.repository()));
        } catch (ChangeRefused refused) {
            return new Refused<>(refused.refusal());
        }
        if (planned.moves().isEmpty()) {
            return new Moved<>(planned.result());
        }
        List<ReceiveCommand> commands = commands(planned.moves());
        Optional<Refusal> problem = problem(commands, false);
        if (problem.isPresent()) {
            return new Refused<>(problem.get());
        }
        List<RefEdit> edits = planned.moves().stream()
                .map(move -> new RefEdit(move.ref(), Optional.of(move.from()), value(move.to()), true))
                .toList();
        // what was checked is carried out
        UpdateOutcome outcome = WalkMemory.suspended(() -> session.update(edits, Optional.empty(), true));
        for (RefResult result : outcome.results()) {
            if (!result.isApplied() && result.status() != RefResult.Status.ABORTED) {
                return new Refused<>(refusal(result));
            }
        }
        if (namespace == RefNamespace.DEFAULT) {
            Optional<String> head =
                    Optional.of(RefPolicies.defaultBranch(session.repository())).filter(name -> !name.isEmpty());
            moveRefs.pointHead(session, repository.id(), FirstBranch.of(branches, head, commands));
        }
        return new Moved<>(planned.result());
    }

    /**
     * Points HEAD to a branch. In a repository that has branches it must be one of them.
     *
     * @param ref full name of the branch
     * @param before runs when it is allowed, before HEAD moves
     */
    public MoveOutcome<StoredRepository> pointHead(String ref, Runnable before) throws IOException {
        if (!Repository.isValidRefName(ref)) {
            return refused(Why.INVALID, "'%s' is not a name of a ref".formatted(ref));
        }
        RefDatabase refs = session.repository().getRefDatabase();
        if (refs.exactRef(ref) == null) {
            if (!refs.getRefsByPrefix(Constants.R_HEADS).isEmpty()) {
                return refused(Why.MISSING, "there are branches, and '%s' is none of them".formatted(ref));
            }
            if (HiddenCharacters.find(ref).isPresent()) {
                return refused(Why.INVALID, "'%s' has a character that is not seen".formatted(ref));
            }
        }
        Optional<String> denied = policies.headProblem();
        if (denied.isPresent()) {
            return refused(Why.DENIED, denied.get());
        }
        before.run();
        return switch (session.update(List.of(), Optional.of(ref), true)) {
            case UpdateOutcome.Committed(var stored, var results) -> new Moved<>(stored);
            case UpdateOutcome.Unchanged(var stored, var results) -> new Moved<>(stored);
            case UpdateOutcome.Refused(var results) ->
                throw new IllegalStateException("HEAD of %s was not moved".formatted(repository.id()));
        };
    }

    private <T> MoveOutcome<T> forward(Destination destination, Change<T> change) throws IOException {
        try (UpstreamPush upstream = forwardPush.open(session, destination, caller, Map.of(), waiting)) {
            fetchMissing(upstream);
            Planned<T> planned = change.on(Staging.upstream(session.repository(), upstream.refs()));
            if (planned.moves().isEmpty()) {
                return new Moved<>(planned.result());
            }
            List<ReceiveCommand> commands = commands(planned.moves());
            Optional<Refusal> problem = commands.stream()
                    .flatMap(command -> upstream.problemWith(command).stream())
                    .findFirst()
                    .map(message -> Refusal.of(Why.UPSTREAM_REFUSED, message))
                    .or(() -> problem(commands, true));
            if (problem.isPresent()) {
                return new Refused<>(problem.get());
            }
            return send(upstream, commands)
                    .<MoveOutcome<T>>map(Refused::new)
                    .orElseGet(() -> new Moved<>(planned.result()));
        } catch (ChangeRefused refused) {
            return new Refused<>(refused.refusal());
        } catch (UpstreamException unavailable) {
            return refused(Why.UPSTREAM_UNAVAILABLE, unavailable.failure().message());
        }
    }

    private static void fetchMissing(UpstreamPush upstream) throws IOException, ChangeRefused {
        try {
            upstream.fetchMissing();
        } catch (PackOverLimit | PackMemoryBusy memory) {
            throw memory;
        } catch (IOException failure) {
            String message =
                    failure instanceof UpstreamException known ? known.failure().message() : failure.getMessage();
            throw new ChangeRefused(Why.UPSTREAM_UNAVAILABLE, String.valueOf(message));
        }
    }

    /** Why the upstream did not accept it; empty if it did. */
    private Optional<Refusal> send(UpstreamPush upstream, List<ReceiveCommand> commands) throws IOException {
        upstream.begin(new UpstreamPush.Order(commands, commands.size() > 1, true, List.of(), List.of(), true));
        if (commands.stream().anyMatch(command -> command.getType() != ReceiveCommand.Type.DELETE)) {
            UpstreamPack.write(session.repository(), commands, upstream);
        }
        var messages = new ByteArrayOutputStream();
        // the upstream may have accepted it when the client disconnects, so it continues to its end
        Cancellation.suspended(() -> WalkMemory.suspended(() -> {
            upstream.finish(commands, messages);
            return true;
        }));
        for (ReceiveCommand command : commands) {
            if (command.getResult() != Result.OK) {
                String said = messages.toString(StandardCharsets.UTF_8).strip();
                String reason =
                        command.getMessage() == null ? command.getResult().name() : command.getMessage();
                return Optional.of(Refusal.of(
                        Why.UPSTREAM_REFUSED, shortened(said.isEmpty() ? reason : reason + "; it reports: " + said)));
            }
        }
        return Optional.empty();
    }

    private List<ReceiveCommand> commands(List<RefMove> moves) throws IOException {
        List<ReceiveCommand> commands = new ArrayList<>();
        try (RevWalk walk = new RevWalk(session.repository())) {
            for (RefMove move : moves) {
                var command = new ReceiveCommand(move.from(), move.to(), move.ref());
                if (command.getType() == ReceiveCommand.Type.UPDATE) {
                    command.updateType(walk);
                }
                commands.add(command);
            }
        }
        return commands;
    }

    private Optional<Refusal> problem(List<ReceiveCommand> commands, boolean isForwarded) {
        String defaultBranch = RefPolicies.defaultBranch(session.repository());
        for (ReceiveCommand command : commands) {
            if (!Repository.isValidRefName(command.getRefName())) {
                return Optional.of(
                        Refusal.of(Why.INVALID, "'%s' is not a name of a ref".formatted(command.getRefName())));
            }
            Optional<String> problem = policies.problemWith(session.repository(), command, defaultBranch, isForwarded);
            if (problem.isPresent()) {
                return Optional.of(Refusal.of(Why.DENIED, problem.get()));
            }
        }
        return Optional.empty();
    }

    private static Refusal refusal(RefResult result) {
        Why why = switch (result.status()) {
            case STALE, NOT_FAST_FORWARD, MOVED, UNCHANGED, ABORTED -> Why.OVERTAKEN;
            case NAME_CONFLICT -> Why.EXISTS;
            case INVALID_NAME, MISSING_OBJECT -> Why.INVALID;
            case OVER_LIMIT -> Why.TOO_LARGE;
        };
        return Refusal.of(why, "%s: %s".formatted(result.ref(), result.message()));
    }

    private static Set<String> branches(Repository here) throws IOException {
        return here.getRefDatabase().getRefsByPrefix(Constants.R_HEADS).stream()
                .map(Ref::getName)
                .collect(Collectors.toSet());
    }

    private static Optional<ObjectId> value(ObjectId id) {
        return id.equals(ObjectId.zeroId()) ? Optional.empty() : Optional.of(id);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE);
    }

    private static <T> MoveOutcome<T> refused(Why why, String message) {
        return new Refused<>(Refusal.of(why, message));
    }

    @Override
    public void close() {
        session.close();
    }
}
