package dev.millrace.standalone.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What Java's own process API cannot do: other signals than TERM and KILL, and a session of its own for a child. */
final class Signals {

    private static final Path SETSID = Path.of("/usr/bin/setsid");

    /**
     * Linux may share the processors between sessions first and between the processes of one only then, see sched(7) on
     * autogroups. A process that is alone in its session is nice to nobody unless the session is, too.
     */
    private static final String STEP_BACK = """
            { echo "$1" > /proc/self/autogroup; } 2> /dev/null
            exec nice -n "$@"
            """;

    private Signals() {}

    /**
     * The command in a session of its own where the system can do that (Linux): Ctrl-C at the terminal then reaches only
     * us, who stop the children in order, and everything that a child started can be ended with it. What it writes is for its
     * owner only.
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

    /** Asks a process to stop. */
    static void askToStop(ProcessHandle process, Launch.StopSignal signal) {
        switch (signal) {
            case TERM -> process.destroy();
            case INT -> kill("-INT", Long.toString(process.pid()));
        }
    }

    /** Ends whatever a process that is gone has left behind in its session. */
    static void endSessionOf(long pid) {
        if (Files.isExecutable(SETSID)) {
            kill("-KILL", "--", "-" + pid);
        }
    }

    private static void kill(String... arguments) {
        // bash's own kill: the program of that name is not on every machine
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
