package dev.millrace.pipeline.executor;

import java.io.IOException;

/** A job cannot run as it is, which another attempt would not change: its image does not exist, for example. */
public final class RefusedJobException extends IOException {

    /** @param message for the author of the job */
    public RefusedJobException(String message) {
        super(message);
    }
}
