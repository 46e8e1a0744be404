package dev.millrace.objectstore;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Retries operations that a store could not do the first time. That an object exists or is missing, and failures that would
 * recur, are reported at once.
 *
 * @param attempts 1 or more
 * @param firstPause doubles with each attempt, up to 2 s; half of it is random jitter
 */
record Retries(int attempts, Duration firstPause) {

    private static final Logger LOG = Logger.getLogger(Retries.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    <T> T run(String what, Attempt<T> attempt) throws IOException {
        for (int number = 1; ; number++) {
            try {
                return attempt.make();
            } catch (NoSuchFileException | FileAlreadyExistsException | InterruptedIOException | FinalTrouble e) {
                throw e;
            } catch (IOException e) {
                if (number >= attempts) {
                    throw new IOException("%s failed %d times: %s".formatted(what, number, e.getMessage()), e);
                }
                LOG.debugf("%s failed, attempt %d: %s", what, number, e.toString());
                pause(number);
            }
        }
    }

    private void pause(int number) throws InterruptedIOException {
        long longest = Math.min(firstPause.toMillis() << Math.min(number - 1, 16), LONGEST_PAUSE.toMillis());
        try {
            TimeUnit.MILLISECONDS.sleep(
                    longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting to try again");
        }
    }

    /** One attempt; it may have happened although it failed. */
    @FunctionalInterface
    interface Attempt<T> {

        T make() throws IOException;
    }

    /** Would fail the same way again. */
    static final class FinalTrouble extends IOException {

        private static final long serialVersionUID = 1;

        FinalTrouble(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
