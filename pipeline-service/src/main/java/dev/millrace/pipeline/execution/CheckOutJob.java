package dev.millrace.pipeline.execution;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.work.Backoff;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.mirror.CheckOutSubmodules;
import dev.millrace.pipeline.mirror.GitOutcome;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.mirror.MirrorCheckout;
import dev.millrace.pipeline.mirror.Mirrors;
import dev.millrace.pipeline.mirror.RequestSync;
import dev.millrace.pipeline.mirror.UpstreamName;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Checks out the commit of a build with its submodules, and requests a sync while a mirror does not have it. */
@Singleton
final class CheckOutJob {

    private static final Logger LOG = Logger.getLogger(CheckOutJob.class);
    /** Delay between attempts: git-http may be restarting, or the mirror being synced. */
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(8));

    private static final int ATTEMPTS = 7;

    private final Database database;
    private final Mirrors mirrors;
    private final MirrorCheckout checkout;
    private final CheckOutSubmodules submodules;
    private final RequestSync requestSync;

    CheckOutJob(
            Database database,
            Mirrors mirrors,
            MirrorCheckout checkout,
            CheckOutSubmodules submodules,
            RequestSync requestSync) {
        this.database = database;
        this.mirrors = mirrors;
        this.checkout = checkout;
        this.submodules = submodules;
        this.requestSync = requestSync;
    }

    /**
     * Checks it out.
     *
     * @param files an empty directory
     * @param deadline of {@link System#nanoTime}
     * @param note gets lines for the log of the job
     * @param stop ends the wait and git
     */
    GitOutcome checkOut(
            BuildRow build, Path files, long deadline, Consumer<String> note, CompletableFuture<StopReason> stop)
            throws InterruptedException, IOException {
        GitOutcome outcome = checkOutAll(build, files, deadline, note, stop);
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            if (outcome instanceof GitOutcome.Done || stop.isDone()) {
                return outcome;
            }
            if (attempt == 1 && outcome instanceof GitOutcome.Refused(String reason)) {
                note.accept("waiting for the mirror, a sync is requested: " + reason);
                requestSync(build);
            }
            if (isDone(stop, BACKOFF.after(attempt))) {
                return outcome;
            }
            outcome = checkOutAll(build, files, deadline, note, stop);
        }
        return outcome;
    }

    private void requestSync(BuildRow build) {
        try {
            database.useTransaction(tx ->
                    requestSync.request(tx, read(build), "build %s needs a commit".formatted(build.id()), build.sha()));
        } catch (RuntimeException e) {
            // the next poll of the mirror finds the commit, too
            LOG.warnf("no sync could be requested: buildId=%s %s", build.id(), e.getMessage());
        }
    }

    private GitOutcome checkOutAll(
            BuildRow build, Path files, long deadline, Consumer<String> note, CompletableFuture<StopReason> stop)
            throws InterruptedException, IOException {
        GitOutcome outcome = checkOutAny(build, files, deadline, stop);
        if (outcome instanceof GitOutcome.Refused || !Files.exists(files.resolve(".gitmodules"))) {
            return outcome;
        }
        if (build.origin().untrusted()) {
            // its author may not read what the team can read
            note.accept("submodules are left empty in changes from forks, until the change is approved");
            return outcome;
        }
        return submodules.checkOut(
                new UpstreamName(build.instance(), build.repository()),
                files,
                new CheckOutSubmodules.Request(build.team(), deadline, note, stop));
    }

    /** From the mirror that the build was read from, or, if that is gone or unreachable, from another of its upstream. */
    private GitOutcome checkOutAny(BuildRow build, Path files, long deadline, CompletableFuture<StopReason> stop)
            throws InterruptedException, IOException {
        List<Mirror> all = mirrors.likeThis(read(build), build.upstreamKey());
        GitOutcome outcome = new GitOutcome.Refused("no mirror");
        for (Mirror mirror : all) {
            WorkDirectory.delete(files);
            Files.createDirectories(files);
            outcome = checkout.checkOut(mirror, build.sha(), files, left(deadline), stop);
            if (outcome instanceof GitOutcome.Done || stop.isDone()) {
                return outcome;
            }
        }
        return outcome;
    }

    private static Mirror read(BuildRow build) {
        return new Mirror(build.repositoryId(), build.team(), build.mirror());
    }

    private static boolean isDone(CompletableFuture<?> stop, Duration atMost) throws InterruptedException {
        try {
            stop.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for a job failed", e);
        }
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }
}
