package dev.millrace.sync.pass;

import java.util.Optional;

/** Parts of a first import, in their order. Each is committed separately, so that a large repository can be read early. */
enum Stage {
    DEFAULT_BRANCH,
    BRANCHES,
    EVERYTHING;

    boolean holds(String ref, Optional<String> head) {
        return switch (this) {
            case DEFAULT_BRANCH -> head.filter(ref::equals).isPresent();
            case BRANCHES -> ref.startsWith("refs/heads/");
            case EVERYTHING -> true;
        };
    }

    /** The next stage; the last one is followed by itself. */
    Stage next() {
        return values()[Math.min(ordinal() + 1, values().length - 1)];
    }

    /** Human-readable. */
    String label() {
        return switch (this) {
            case DEFAULT_BRANCH -> "default branch";
            case BRANCHES -> "branches";
            case EVERYTHING -> "everything";
        };
    }
}
