package dev.millrace.pipeline.execution;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A job in one of the slots. Thread-safe. */
final class RunningJob {

    private final UUID lease;
    private final CompletableFuture<StopReason> stopReason = new CompletableFuture<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile Instant heldUntil;

    RunningJob(UUID lease, Instant heldUntil) {
        this.lease = lease;
        this.heldUntil = heldUntil;
    }

    UUID lease() {
        return lease;
    }

    /** Completed when it must stop. */
    CompletableFuture<StopReason> stopReason() {
        return stopReason;
    }

    /** The first reason counts. */
    void stop(StopReason reason) {
        stopReason.complete(reason);
    }

    /**
     * A renewal of the claim was answered.
     *
     * @param cancelledBy empty if the claim is lost; else who cancelled the build
     */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    void renewed(Optional<Optional<String>> cancelledBy, Instant until) {
        heldUntil = until;
        cancelledBy.ifPresentOrElse(
                by -> by.ifPresent(who -> stop(new StopReason.Cancelled(who))), () -> stop(new StopReason.ClaimLost()));
    }

    /** Stops it if its claim was not renewed for too long. */
    void stopIfExpired(Instant now) {
        if (heldUntil.isBefore(now)) {
            stop(new StopReason.ClaimLost());
        }
    }

    /** Its slot is free. */
    void ended() {
        end.countDown();
    }

    void awaitEnd(Duration atMost) throws InterruptedException {
        if (!end.await(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS)) {
            stop(new StopReason.ShuttingDown());
        }
    }
}
