package dev.millrace.git.dfs;

import dev.millrace.events.git.RefsMoved.RefMove;
import dev.millrace.git.dfs.RefCommand.Value;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A ref that the transaction moves.
 *
 * @param message for the reflog
 */
record MovedRef(String name, Value before, Value after, String message) {

    @Nullable
    ObjectId idBefore() {
        return id(before);
    }

    @Nullable
    ObjectId idAfter() {
        return id(after);
    }

    RefMove toEvent() {
        return new RefMove(name, text(before), text(after));
    }

    private static @Nullable ObjectId id(Value value) {
        return value instanceof Value.At(ObjectId id) ? id : null;
    }

    private static Optional<String> text(Value value) {
        return switch (value) {
            case Value.Absent absent -> Optional.empty();
            case Value.At(ObjectId id) -> Optional.of(id.name());
            case Value.Link(String target) -> Optional.of(target);
        };
    }
}
