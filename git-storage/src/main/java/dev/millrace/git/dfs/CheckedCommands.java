package dev.millrace.git.dfs;

import dev.millrace.git.check.HistoryMemory;
import dev.millrace.git.check.PackOverLimit;
import dev.millrace.git.check.WalkMemory;
import dev.millrace.git.dfs.RefCommand.Expected;
import dev.millrace.git.dfs.RefCommand.Value;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.git.write.RefResult;
import dev.millrace.git.write.RefResult.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;

/** The commands of a batch after the checks that read objects, which are too slow to run under a lock. */
final class CheckedCommands {

    /** Longer names do not fit in an index of PostgreSQL; Git's own file systems stop earlier. */
    private static final int MAX_NAME_BYTES = 1024;

    private final List<CheckedCommand> commands;

    private CheckedCommands(List<CheckedCommand> commands) {
        this.commands = commands;
    }

    /** @param memory of the walks that tell forward moves from others */
    static CheckedCommands of(StagedView view, List<RefCommand> commands, HistoryMemory memory) throws IOException {
        // what was checked for a push is carried out: only the comparisons of histories may fail for lack of memory
        return WalkMemory.suspended(() -> check(view, commands, memory));
    }

    private static CheckedCommands check(StagedView view, List<RefCommand> commands, HistoryMemory memory)
            throws IOException {
        requireDistinct(commands);
        RefSnapshot now = view.refs();
        List<CheckedCommand> checked = commands.stream()
                .map(command -> new CheckedCommand(command, Value.of(now.find(command.ref()))))
                .toList();
        try (var walk = new RevWalk(view.repository())) {
            for (CheckedCommand command : checked) {
                checkName(command, view.namespace());
                if (command.isViable() && command.target() instanceof Value.At(ObjectId id)) {
                    checkObject(walk, command, id, view, memory);
                }
            }
        }
        return new CheckedCommands(checked);
    }

    private static void requireDistinct(List<RefCommand> commands) {
        var names = new HashSet<String>();
        for (RefCommand command : commands) {
            if (!names.add(command.ref())) {
                throw new IllegalArgumentException("a batch names %s twice".formatted(command.ref()));
            }
        }
    }

    private static void checkName(CheckedCommand command, RefNamespace namespace) {
        String name = command.name();
        boolean isHead = name.equals(Constants.HEAD);
        if (isHead && namespace != RefNamespace.DEFAULT) {
            command.refuse(Status.INVALID_NAME, "HEAD is not moved from a namespace");
        } else if (!isHead && !namespace.holds(name)) {
            command.refuse(Status.INVALID_NAME, "names below %s are reserved".formatted(RefNamespace.RESERVED));
        } else if (isHead && command.isDelete()) {
            command.refuse(Status.INVALID_NAME, "HEAD cannot be deleted");
        } else if (!isHead && !isRefName(name)) {
            command.refuse(Status.INVALID_NAME, "'%s' is no valid ref name".formatted(name));
        } else if (command.target() instanceof Value.Link(String target) && !isRefName(target)) {
            command.refuse(Status.INVALID_NAME, "'%s' is no valid ref name".formatted(target));
        }
    }

    private static boolean isRefName(String name) {
        return name.startsWith(Constants.R_REFS)
                && Repository.isValidRefName(name)
                && name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES;
    }

    private static void checkObject(
            RevWalk walk, CheckedCommand command, ObjectId id, StagedView view, HistoryMemory memory)
            throws IOException {
        try {
            var object = walk.parseAny(id);
            boolean needsCommit = view.namespace().shown(command.name()).startsWith(Constants.R_HEADS)
                    || command.name().equals(Constants.HEAD);
            if (needsCommit && !(object instanceof RevCommit)) {
                command.refuse(
                        Status.MISSING_OBJECT,
                        "%s is a %s, not a commit".formatted(id.name(), Constants.typeString(object.getType())));
                return;
            }
            if (object instanceof RevTag) {
                command.peelTo(walk.peel(object).copy());
            }
            if (isForward(view, command, object, memory)) {
                command.goesForward(from(command));
            } else if (!command.command().force()) {
                command.refuse(Status.NOT_FAST_FORWARD, "the move would leave commits behind");
            }
        } catch (PackOverLimit tooLong) {
            // what is forced is carried out, and counts as a move that leaves commits behind
            if (!command.command().force()) {
                command.refuse(Status.NOT_FAST_FORWARD, "the histories are too long to be compared");
            }
        } catch (MissingObjectException e) {
            command.refuse(
                    Status.MISSING_OBJECT,
                    "object %s is missing".formatted(e.getObjectId().name()));
        }
    }

    /** Where the ref is before the move, as far as the checks know. */
    private static Value from(CheckedCommand command) {
        return command.command().expected() instanceof Expected.Exactly(Value expected) ? expected : command.seen();
    }

    private static boolean isForward(StagedView view, CheckedCommand command, RevObject to, HistoryMemory memory)
            throws IOException {
        if (!(from(command) instanceof Value.At(ObjectId old)) || old.equals(to)) {
            return true;
        }
        if (!(to instanceof RevCommit)) {
            return false;
        }
        // a walk of its own, so that it takes no memory from the others of the batch
        try (var walk = new RevWalk(view.repository())) {
            return WalkMemory.charged(
                    memory::open,
                    () -> walk.parseAny(old) instanceof RevCommit base
                            && walk.isMergedInto(base, walk.parseCommit(to)));
        } catch (MissingObjectException e) {
            if (e.getObjectId().equals(old)) {
                // the ref cannot exist, or no longer: the comparison under the lock reports it
                return true;
            }
            throw e;
        }
    }

    /** Whether it has no effect, whatever the refs are now. */
    boolean isHopeless(boolean atomic) {
        return atomic
                ? commands.stream().anyMatch(command -> !command.isViable())
                : commands.stream().noneMatch(CheckedCommand::isViable) && !commands.isEmpty();
    }

    List<CheckedCommand> viable() {
        return commands.stream().filter(CheckedCommand::isViable).toList();
    }

    Collection<String> names() {
        return commands.stream().map(CheckedCommand::name).toList();
    }

    /** What HEAD shall point to, if a command sets it. */
    Optional<String> newHead() {
        return commands.stream()
                .filter(command -> command.name().equals(Constants.HEAD))
                .flatMap(command ->
                        command.target() instanceof Value.Link(String target) ? Stream.of(target) : Stream.empty())
                .findFirst();
    }

    Set<String> deleted(Map<String, Ref> current) {
        return viable().stream()
                .filter(command -> command.isDelete() && current.containsKey(command.name()))
                .map(CheckedCommand::name)
                .collect(Collectors.toSet());
    }

    /** What moves, sorted by name; empty if a refusal stops an atomic batch. */
    List<MovedRef> moves(Map<String, Ref> current, boolean atomic) {
        for (CheckedCommand command : viable()) {
            if (Value.of(current.get(command.name())).equals(command.target())) {
                command.settleUnchanged();
            }
        }
        boolean refused =
                commands.stream().anyMatch(command -> !command.result().isApplied());
        if (atomic && refused) {
            return List.of();
        }
        return viable().stream()
                .map(command -> new MovedRef(
                        command.name(),
                        Value.of(current.get(command.name())),
                        command.target(),
                        command.command().message()))
                .sorted(Comparator.comparing(MovedRef::name))
                .toList();
    }

    /** The moves that may leave objects that nothing else refers to: those that delete, or were not seen to go forward. */
    List<MovedRef> leavingBehind(List<MovedRef> moves) {
        Map<String, CheckedCommand> byName =
                commands.stream().collect(Collectors.toMap(CheckedCommand::name, command -> command));
        return moves.stream()
                .filter(move -> move.idBefore() != null)
                .filter(move -> {
                    CheckedCommand command = byName.get(move.name());
                    return command == null || !command.goesForwardFrom(move.before());
                })
                .toList();
    }

    List<Ref> refsToSave(List<MovedRef> moves) {
        Set<String> moved = moves.stream().map(MovedRef::name).collect(Collectors.toSet());
        return commands.stream()
                .filter(command -> !command.isDelete() && moved.contains(command.name()))
                .map(CheckedCommand::toRef)
                .toList();
    }

    /** What HEAD points to after the moves. */
    String headAfter(String headBefore, List<MovedRef> moves) {
        return moves.stream()
                .filter(move -> move.name().equals(Constants.HEAD))
                .findFirst()
                .map(move -> switch (move.after()) {
                    case Value.Link(String target) -> target;
                    case Value.At(ObjectId id) -> id.name();
                    case Value.Absent absent -> headBefore;
                })
                .orElse(headBefore);
    }

    List<RefResult> results(boolean atomic) {
        boolean refused =
                commands.stream().anyMatch(command -> !command.result().isApplied());
        return commands.stream()
                .map(CheckedCommand::result)
                .map(result -> atomic && refused && result.isApplied()
                        ? new RefResult(result.ref(), Status.ABORTED, "another edit of the batch was refused")
                        : result)
                .toList();
    }
}
