package dev.millrace.git.lfs;

import java.util.Optional;
import java.util.UUID;

/** Which locks to list: those that match all given conditions. */
public record LockFilter(Optional<String> path, Optional<UUID> id) {

    /** All of them. */
    public static LockFilter all() {
        return new LockFilter(Optional.empty(), Optional.empty());
    }
}
