package dev.millrace.sync.lfs;

import java.io.IOException;

/**
 * An upstream, or a server that it refers to, does not return a large file. The message contains no address and no secret.
 */
final class LfsRefusal extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean ofAll;

    /** @param ofAll whether requesting other objects now is useless too */
    LfsRefusal(String message, boolean ofAll) {
        super(message);
        this.ofAll = ofAll;
    }

    boolean isOfAll() {
        return ofAll;
    }
}
