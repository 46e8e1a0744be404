package dev.millrace.git.dfs;

import dev.millrace.git.dfs.RefCommand.Expected;
import dev.millrace.git.dfs.RefCommand.Value;
import dev.millrace.git.write.RefResult;
import dev.millrace.git.write.RefResult.Status;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.SymbolicRef;
import org.jspecify.annotations.Nullable;

/** A command during a commit: what the checks found out about it, and why it is rejected, if it is. */
final class CheckedCommand {

    private final RefCommand command;
    private final Value seen;
    private @Nullable ObjectId peeled;
    private @Nullable Value forwardFrom;
    private Status status = Status.MOVED;
    private String message = "";

    /** @param seen where the ref was when the checks began */
    CheckedCommand(RefCommand command, Value seen) {
        this.command = command;
        this.seen = seen;
    }

    RefCommand command() {
        return command;
    }

    String name() {
        return command.ref();
    }

    Value target() {
        return command.target();
    }

    /** Where the ref was when the checks began. */
    Value seen() {
        return seen;
    }

    boolean isDelete() {
        return command.target() instanceof Value.Absent;
    }

    boolean isViable() {
        return status == Status.MOVED;
    }

    /** Whether the fast-forward check is true only as long as the ref is where it was seen. */
    boolean reliesOnOldValue() {
        return command.expected() instanceof Expected.Any && !command.force();
    }

    /** The tag's target. */
    void peelTo(ObjectId target) {
        peeled = target;
    }

    void refuse(Status why, String because) {
        status = why;
        message = because;
    }

    /** Whether the checks saw that the target contains all that the ref pointed to before. */
    void goesForward(Value from) {
        forwardFrom = from;
    }

    boolean goesForwardFrom(Value before) {
        return before.equals(forwardFrom);
    }

    /** There is nothing to do for it. */
    void settleUnchanged() {
        status = Status.UNCHANGED;
    }

    RefResult result() {
        return new RefResult(name(), status, message);
    }

    /** The ref as it is to be stored; only if it is not deleted. */
    Ref toRef() {
        return switch (command.target()) {
            case Value.At(ObjectId id) ->
                peeled == null
                        ? new ObjectIdRef.PeeledNonTag(Ref.Storage.PACKED, name(), id)
                        : new ObjectIdRef.PeeledTag(Ref.Storage.PACKED, name(), id, peeled);
            case Value.Link(String target) -> new SymbolicRef(name(), RefSnapshot.unborn(target));
            case Value.Absent absent -> throw new IllegalStateException(name() + " is deleted, not stored");
        };
    }
}
