package dev.millrace.git.check;

import java.io.IOException;

/**
 * A pack that is not stored because it announces or contains more than this process accepts. The same pack is rejected
 * again. The message gives the value and the limit, and may be shown to the sender.
 */
public final class PackOverLimit extends IOException {

    private static final long serialVersionUID = 1L;

    public PackOverLimit(String message) {
        super(message);
    }
}
