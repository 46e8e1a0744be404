package dev.millrace.sync.lfs;

import java.io.IOException;

/** An upstream, or what is told of one, does not give out a large file. The message holds no address and no secret. */
final class LfsRefusal extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean ofAll;

    /** @param ofAll whether there is no use in asking for others now */
    LfsRefusal(String message, boolean ofAll) {
        super(message);
        this.ofAll = ofAll;
    }

    boolean isOfAll() {
        return ofAll;
    }
}
