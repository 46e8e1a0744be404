package dev.millrace.pipeline.execution;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * A job's processes: a session of their own, so that all of them end together. They also end when this service dies: a
 * guard in the session holds a pipe from us and kills everything when the pipe breaks.
 *
 * <p>A process that starts another session leaves its group; it is found by its {@link JobMark}, which every descendant
 * inherits.
 */
final class JobProcess implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(JobProcess.class);
    private static final Duration KILL_DEADLINE = Duration.ofSeconds(5);

    /**
     * {@code $1} is the script, {@code $2} the limit that marks the job. The guard reads from our pipe, the job from
     * nothing. When the pipe breaks, the guard kills what carries the mark and then its own group; it repeats this for
     * processes that fork meanwhile.
     */
    private static final String SUPERVISOR = """
            ulimit -R "$2" 2>/dev/null || prlimit --pid "$$" "--rttime=$2:$2" 2>/dev/null
            exec 3<&0 </dev/null
            bash "$1" 3<&- &
            job=$!
            {
                read -r -u 3 _
                for round in 1 2 3 4 5; do
                    for file in $(grep -ls "^Max realtime timeout  *$2 " /proc/[0-9]*/limits); do
                        pid=${file#/proc/}
                        pid=${pid%/limits}
                        [ "$pid" = "$BASHPID" ] || [ "$pid" = "$$" ] || kill -KILL "$pid"
                    done
                done
                kill -KILL -- "-$$"
            } >/dev/null 2>&1 &
            exec 3<&-
            wait "$job"
            """;

    private final Process process;
    private final JobMark mark;

    private JobProcess(Process process, JobMark mark) {
        this.process = process;
        this.mark = mark;
    }

    /**
     * Starts a script.
     *
     * @param name unique for the job, for finding its processes
     * @throws IOException if bash or setsid does not start
     */
    static JobProcess start(Path directory, Path script, Map<String, String> environment, String name)
            throws IOException {
        var mark = new JobMark(name);
        var builder = new ProcessBuilder("setsid", "bash", "-c", SUPERVISOR, "job", script.toString(), mark.limit())
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put(JobMark.VARIABLE, name);
        return new JobProcess(builder.start(), mark);
    }

    /** The output of the processes, both streams in one; ends when the last of them has exited. */
    InputStream output() {
        return process.getInputStream();
    }

    /** The script's exit code, once it has ended; 128 + the signal's number if a signal ended it. */
    CompletableFuture<Integer> exit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Ends everything that is left of the job. */
    @Override
    public void close() {
        killGroup();
        killMarked(mark);
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                LOG.errorf("pid=%d of job %s does not end", process.pid(), mark.name());
            }
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.debugf("the guard's pipe was closed already: %s", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Ends processes that an earlier attempt at the job has left on this machine.
     *
     * @param name as given to {@link #start}
     */
    static void killMarked(String name) {
        killMarked(new JobMark(name));
    }

    private static void killMarked(JobMark mark) {
        long deadline = System.nanoTime() + KILL_DEADLINE.toNanos();
        List<ProcessHandle> found = mark.processes();
        // again until none is left: they may be forking meanwhile
        while (!found.isEmpty() && System.nanoTime() < deadline) {
            found.forEach(ProcessHandle::destroyForcibly);
            found = mark.processes();
        }
        if (!found.isEmpty()) {
            LOG.errorf(
                    "processes of job %s do not end: %s",
                    mark.name(), found.stream().map(ProcessHandle::pid).toList());
        }
    }

    private void killGroup() {
        try {
            // the JDK can signal processes only, not groups
            new ProcessBuilder("bash", "-c", "kill -KILL -- \"-$1\"", "kill", String.valueOf(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException("the group of pid %d cannot be ended".formatted(process.pid()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // not Process.destroyForcibly(), which also discards output that has not been read
        process.toHandle().destroyForcibly();
    }
}
