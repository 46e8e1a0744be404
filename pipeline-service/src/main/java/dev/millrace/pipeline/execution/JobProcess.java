package dev.millrace.pipeline.execution;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * A job's processes: a session of their own, so that all of them end together. They also end when this service dies: a
 * guard in the session holds a pipe from us and kills everybody when it breaks.
 *
 * <p>A process that starts another session escapes its group; it is found by a mark in its environment.
 */
final class JobProcess implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(JobProcess.class);
    private static final Path PROCESSES = Path.of("/proc");
    private static final String MARK = "MILLRACE_JOB";
    private static final int ROUNDS = 5;

    /** {@code $1} is the script. The guard reads from what is our pipe, the job from nothing. */
    private static final String SUPERVISOR = """
            exec 3<&0 </dev/null
            bash "$1" 3<&- &
            job=$!
            { read -r -u 3 _ || true; kill -KILL -- "-$$"; } >/dev/null 2>&1 &
            exec 3<&-
            wait "$job"
            """;

    private final Process process;
    private final String mark;

    private JobProcess(Process process, String mark) {
        this.process = process;
        this.mark = mark;
    }

    /**
     * Starts a script.
     *
     * @param mark unique for the job, for finding its processes
     * @throws IOException if bash or setsid does not start
     */
    static JobProcess start(Path directory, Path script, Map<String, String> environment, String mark)
            throws IOException {
        var builder = new ProcessBuilder("setsid", "bash", "-c", SUPERVISOR, "job", script.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put(MARK, mark);
        return new JobProcess(builder.start(), mark);
    }

    /** What the processes print, both streams in one; ends when the last of them has gone. */
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
                LOG.errorf("pid=%d of job %s does not end", process.pid(), mark);
            }
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.debugf("the guard's pipe was closed already: %s", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends processes that an earlier attempt at the job has left on this machine. */
    static void killMarked(String mark) {
        byte[] wanted = (MARK + "=" + mark).getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < ROUNDS; round++) {
            List<ProcessHandle> found = marked(wanted);
            if (found.isEmpty()) {
                return;
            }
            // they may be forking meanwhile, hence the rounds
            found.forEach(ProcessHandle::destroyForcibly);
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
        // not Process.destroyForcibly(), which also throws away what has been printed and not read
        process.toHandle().destroyForcibly();
    }

    private static List<ProcessHandle> marked(byte[] wanted) {
        if (!Files.isDirectory(PROCESSES)) {
            return List.of();
        }
        return ProcessHandle.allProcesses()
                .filter(handle -> environment(handle.pid()).anyMatch(entry -> Arrays.equals(entry, wanted)))
                .toList();
    }

    private static Stream<byte[]> environment(long pid) {
        try {
            byte[] all = Files.readAllBytes(PROCESSES.resolve(pid + "/environ"));
            Stream.Builder<byte[]> entries = Stream.builder();
            int start = 0;
            for (int end = 0; end < all.length; end++) {
                if (all[end] == 0) {
                    entries.add(Arrays.copyOfRange(all, start, end));
                    start = end + 1;
                }
            }
            return entries.build();
        } catch (IOException e) {
            // gone meanwhile, or somebody else's, and then not ours
            return Stream.empty();
        }
    }
}
