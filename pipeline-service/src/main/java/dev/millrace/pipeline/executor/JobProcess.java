package dev.millrace.pipeline.executor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * A job's processes: a session of their own, so that all of them end together. They also end when this service dies: a
 * guard in the session holds a pipe from us and kills everything when the pipe breaks.
 *
 * <p>A process that starts another session leaves its group; it ends with the PID namespace of its sandbox, and without one it is
 * found by its {@link JobMark}, which every descendant inherits.
 */
final class JobProcess implements JobExecution {

    private static final Logger LOG = Logger.getLogger(JobProcess.class);
    private static final Duration KILL_DEADLINE = Duration.ofSeconds(5);

    /** 128 + SIGXCPU and 128 + SIGXFSZ. */
    private static final int CPU_TIME_ENDED = 152;

    private static final int FILE_TOO_LARGE = 153;

    /**
     * {@code $1} is the limit that marks the job, {@code $2} to {@code $5} are its limits of CPU time (s), memory of one process
     * (KiB), size of a file (KiB) and open files; the rest is the command. From our pipe come first the job's variables, each ended by
     * NUL and the last followed by another: none may have an effect on this script, be in a command line or be in a file. The job reads
     * them from file 4, and its input is empty.
     *
     * <p>After that the guard reads from the pipe. When it breaks, the guard kills what carries the mark and then its own group; it
     * repeats this for processes that fork meanwhile. SIGTERM for the group is for the job.
     */
    private static final String SUPERVISOR = """
            mark=$1 cpu=$2 data=$3 file=$4 open=$5
            shift 5
            ulimit -R "$mark" 2>/dev/null || prlimit --pid "$$" "--rttime=$mark:$mark" 2>/dev/null
            exec 3<&0 </dev/null
            variables=()
            while IFS= read -r -d '' -u 3 variable && [ -n "$variable" ]; do
                variables+=("$variable")
            done
            trap : TERM
            (
                exec 3<&- 4< <(printf '%s\\0' "${variables[@]}")
                for limit in "-c 0" "-t $cpu" "-d $data" "-f $file" "-n $open"; do
                    ulimit $limit 2>/dev/null
                done
                exec "$@"
            ) &
            job=$!
            {
                trap '' TERM
                read -r -u 3 _
                for round in 1 2 3 4 5; do
                    for file in $(grep -ls "^Max realtime timeout  *$mark " /proc/[0-9]*/limits); do
                        pid=${file#/proc/}
                        pid=${pid%/limits}
                        [ "$pid" = "$BASHPID" ] || [ "$pid" = "$$" ] || kill -KILL "$pid"
                    done
                done
                kill -KILL -- "-$$"
            } >/dev/null 2>&1 &
            exec 3<&- 2>/dev/null
            while :; do
                wait "$job"
                status=$?
                kill -0 "$job" || exit "$status"
            done
            """;

    /**
     * {@code $1} is how many processes there may be in the sandbox, which can only be limited inside, {@code $2} the script. Takes the
     * variables from file 4. That some of bash's own cannot be set is no error.
     */
    private static final String LOADER = """
            [ -z "$1" ] || ulimit -u "$1"
            while IFS= read -r -d '' -u 4 _millrace_variable && [ -n "$_millrace_variable" ]; do
                export "$_millrace_variable"
            done 2>/dev/null
            unset _millrace_variable
            exec 4<&-
            exec /bin/bash "$2"
            """;

    private final Process process;
    private final JobMark mark;
    private final Duration grace;
    private final JobTree tree;
    private final CompletableFuture<ExceededLimit> exceeded = new CompletableFuture<>();
    private final CompletableFuture<Integer> exit;
    private final WatchUse watch;

    private JobProcess(
            Process process,
            JobMark mark,
            JobCommand command,
            JobLimits limits,
            Duration grace,
            Optional<Bubblewrap> sandbox) {
        this.process = process;
        this.mark = mark;
        this.grace = grace;
        this.tree = sandbox.isPresent() ? JobTree.inSandbox(process.pid()) : JobTree.marked(process.pid(), mark);
        this.exit = process.onExit().thenApply(ended -> exit(ended.exitValue(), limits));
        this.watch = new WatchUse(tree, DiskUse.of(command, sandbox), limits, exceeded);
    }

    /**
     * Starts a script.
     *
     * @param sandbox empty for none
     * @throws IOException if bash or setsid does not start
     */
    static JobProcess start(JobCommand command, JobLimits limits, Duration grace, Optional<Bubblewrap> sandbox)
            throws IOException {
        var mark = new JobMark(command.name());
        List<String> supervised = new ArrayList<>(List.of("setsid", "bash", "-c", SUPERVISOR, "job", mark.limit()));
        supervised.add(String.valueOf(Math.ceilDiv(limits.cpuTime().toMillis(), 1_000)));
        supervised.add(kibibytes(2 * limits.memory()));
        supervised.add(kibibytes(limits.fileSize()));
        supervised.add(String.valueOf(limits.openFiles()));
        supervised.addAll(sandbox.map(around -> around.around(command, mark, loader(command, mostTasks(limits))))
                .orElseGet(() -> loader(command, "")));
        var builder = new ProcessBuilder(supervised)
                .directory(command.checkout().toFile())
                .redirectErrorStream(true);
        String path = builder.environment().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().put(JobMark.VARIABLE, command.name());
        Process process = builder.start();
        var started = new JobProcess(process, mark, command, limits, grace, sandbox);
        try {
            send(process.getOutputStream(), command.environment(), mark);
        } catch (IOException e) {
            started.close();
            throw e;
        }
        started.watch.start();
        return started;
    }

    private static List<String> loader(JobCommand command, String mostTasks) {
        return List.of(
                "/bin/bash", "-c", LOADER, "loader", mostTasks, command.script().toString());
    }

    /** More than the watch lets pass, so that it is the watch that stops the job; bwrap has a process in the sandbox, too. */
    private static String mostTasks(JobLimits limits) {
        return String.valueOf(limits.processes() + 2);
    }

    private static String kibibytes(long bytes) {
        return String.valueOf(Math.ceilDiv(bytes, 1024));
    }

    /** This service's own, by which it has found bash: the machine's tools are in it. */
    private static String usualPath() {
        return System.getenv().getOrDefault("PATH", JobCommand.DEFAULT_PATH);
    }

    private static void send(OutputStream pipe, Map<String, String> environment, JobMark mark) throws IOException {
        var text = new StringBuilder();
        if (!environment.containsKey("PATH")) {
            text.append("PATH=").append(usualPath()).append('\0');
        }
        environment.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\0'));
        text.append(JobMark.VARIABLE)
                .append('=')
                .append(mark.name())
                .append('\0')
                .append('\0');
        pipe.write(text.toString().getBytes(StandardCharsets.UTF_8));
        pipe.flush();
    }

    @Override
    public InputStream output() {
        return process.getInputStream();
    }

    @Override
    public CompletableFuture<Integer> exit() {
        return exit;
    }

    @Override
    public CompletableFuture<ExceededLimit> exceeded() {
        return exceeded;
    }

    private int exit(int code, JobLimits limits) {
        if (code == CPU_TIME_ENDED) {
            exceeded.complete(WatchUse.cpuTime(limits));
        } else if (code == FILE_TOO_LARGE) {
            exceeded.complete(
                    ExceededLimit.of("%s in one file".formatted(JobLimits.text(limits.fileSize())), "file-size"));
        }
        return code;
    }

    @Override
    public void stop() throws InterruptedException {
        if (grace.isZero() || exit.isDone()) {
            return;
        }
        tree.jobProcesses().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
        try {
            exit.get(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debugf("job %s has not ended within %s of SIGTERM", mark.name(), grace);
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for a job failed", e);
        }
    }

    @Override
    public void close() {
        watch.stop();
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
