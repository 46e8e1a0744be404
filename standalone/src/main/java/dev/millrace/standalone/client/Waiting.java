package dev.millrace.standalone.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Polls until there is an answer. */
public final class Waiting {

    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(100);

    private Waiting() {}

    /**
     * Returns the first answer.
     *
     * @param what is waited for, for the message
     * @throws UnexpectedAnswer if there is none in time
     */
    public static <T> T until(Duration timeout, String what, Supplier<Optional<T>> question)
            throws InterruptedException {
        return until(timeout, BETWEEN_QUESTIONS, what, question);
    }

    /** As {@link #until(Duration, String, Supplier)}, with another pause between two polls. */
    public static <T> T until(Duration timeout, Duration pause, String what, Supplier<Optional<T>> question)
            throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        var never = new CountDownLatch(1);
        while (true) {
            Optional<T> answer = question.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (System.nanoTime() >= deadline || never.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new UnexpectedAnswer("waited %d s in vain for %s".formatted(timeout.toSeconds(), what));
            }
        }
    }
}
