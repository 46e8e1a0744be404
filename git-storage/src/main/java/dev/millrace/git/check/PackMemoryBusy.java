package dev.millrace.git.check;

import java.io.IOException;

/** A pack was not stored because other packs hold the memory that it needs. A retry may succeed. */
public final class PackMemoryBusy extends IOException {

    private static final long serialVersionUID = 1L;

    public PackMemoryBusy(String message) {
        super(message);
    }
}
