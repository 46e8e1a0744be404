package dev.millrace.standalone.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What Java's own process API lacks: signals other than TERM and KILL, and a session of its own for a child. */
final class Signals {

    private static final Path SETSID = Path.of("/usr/bin/setsid");

    /**
     * Linux may share the processors between sessions first, and only then between the processes of one, see sched(7)
     * on autogroups. The niceness of a process that is alone in its session has no effect unless the session has it,
     * too.
     */
    private static final String STEP_BACK = """
            { echo "$1" > /proc/self/autogroup; } 2> /dev/null
            exec nice -n "$@"
            """;

    private Signals() {}

    /**
     * The command in a session of its own where the system supports that (Linux): Ctrl-C at the terminal then reaches
     * only us, who stop the children in order, and all descendants of a child can be killed with it. Files that it
     * writes are accessible to their owner only.
     *
     * @param niceness as in {@link Launch}
     */
    static List<String> inOwnSession(List<String> command, int niceness) {
        var wrapped = new ArrayList<String>();
        if (Files.isExecutable(SETSID)) {
            wrapped.add(SETSID.toString());
        }
        if (niceness > 0) {
            wrapped.addAll(List.of("bash", "-c", STEP_BACK, "bash", Integer.toString(niceness)));
        }
        wrapped.addAll(OwnerOnly.command(command));
        return wrapped;
    }

    /** Requests a process to stop. */
    static void requestStop(ProcessHandle process, Launch.StopSignal signal) {
        switch (signal) {
            case TERM -> process.destroy();
            case INT -> kill("-INT", Long.toString(process.pid()));
        }
    }

    /** Kills the processes that a dead process has left behind in its session. */
    static void endSessionOf(long pid) {
        if (Files.isExecutable(SETSID)) {
            kill("-KILL", "--", "-" + pid);
        }
    }

    private static void kill(String... arguments) {
        // bash's builtin: not every machine has the program of that name
        try {
            Process kill = new ProcessBuilder("bash", "-c", "kill " + String.join(" ", arguments))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            kill.waitFor(2, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new IllegalStateException("cannot run bash to signal " + String.join(" ", arguments), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
