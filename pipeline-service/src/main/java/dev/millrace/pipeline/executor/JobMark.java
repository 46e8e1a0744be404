package dev.millrace.pipeline.executor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What all processes of one job have in common and none of another job has, however they were started: an environment
 * variable, and a resource limit. A process may clear its environment; a limit survives that, as it survives {@code fork},
 * {@code exec} and {@code setsid}, and only a privileged process can raise it again.
 *
 * <p>The limit is {@code RLIMIT_RTTIME}, the time that a real-time process may run without a pause: unlimited unless
 * configured, without effect on ordinary processes, and at the values used here (over 70,000 years) without effect on any.
 * {@code /proc/<pid>/limits} shows it. Where there is no {@code /proc}, no process is found.
 *
 * @param name unique for the job
 */
record JobMark(String name) {

    /** The environment variable. */
    static final String VARIABLE = "MILLRACE_JOB";

    private static final Path PROCESSES = Path.of("/proc");
    private static final Pattern LIMIT = Pattern.compile("^Max realtime timeout +(\\d+) ", Pattern.MULTILINE);
    private static final long LEAST_LIMIT = 1L << 61;

    /** The limit as a decimal number: 61 bits of the name's SHA-256, so that two jobs do not share one. */
    String limit() {
        return String.valueOf(LEAST_LIMIT + number());
    }

    /** 61 bits of the name's SHA-256. */
    long number() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            long bits = 0;
            for (int index = 0; index < Long.BYTES; index++) {
                bits = bits << 8 | (hash[index] & 0xff);
            }
            return bits & (LEAST_LIMIT - 1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** The job's processes on this machine that have not ended. */
    List<ProcessHandle> processes() {
        if (!Files.isDirectory(PROCESSES)) {
            return List.of();
        }
        String entry = "\0" + VARIABLE + "=" + name + "\0";
        String limit = limit();
        return ProcessHandle.allProcesses()
                .filter(handle -> hasLimit(handle.pid(), limit) || hasVariable(handle.pid(), entry))
                .filter(handle -> !hasEnded(handle.pid()))
                .toList();
    }

    private static boolean hasLimit(long pid, String limit) {
        Matcher matcher = LIMIT.matcher(read(pid, "limits"));
        return matcher.find() && matcher.group(1).equals(limit);
    }

    private static boolean hasVariable(long pid, String entry) {
        return ("\0" + read(pid, "environ")).contains(entry);
    }

    /** A process that has ended stays visible until its parent, which may be any program, has noticed. */
    private static boolean hasEnded(long pid) {
        String stat = read(pid, "stat");
        // the name before the state is in brackets and may contain any character
        return stat.isEmpty() || stat.startsWith(") Z", stat.lastIndexOf(')'));
    }

    private static String read(long pid, String file) {
        try {
            return new String(Files.readAllBytes(PROCESSES.resolve(pid + "/" + file)), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // ended meanwhile, or another user's, and then not ours
            return "";
        }
    }
}
