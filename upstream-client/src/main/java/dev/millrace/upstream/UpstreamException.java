package dev.millrace.upstream;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries an {@link UpstreamFailure} through code that reads and writes streams. */
public final class UpstreamException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient UpstreamFailure failure;

    public UpstreamException(UpstreamFailure failure) {
        super(failure.message());
        this.failure = failure;
    }

    /** What went wrong. */
    public UpstreamFailure failure() {
        return failure;
    }

    /** The failure that caused an exception of a library; empty if there is none. */
    public static Optional<UpstreamFailure> in(@Nullable Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof UpstreamException known) {
                return Optional.of(known.failure);
            }
        }
        return Optional.empty();
    }
}
