package dev.millrace.standalone.process;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How one child process is started and asked to stop.
 *
 * @param name short, as people read it, for example {@code git-http}; also the name of its run file
 * @param command program and arguments
 * @param environment set in addition to our own environment
 * @param log file that takes what it prints; the one of the previous start is kept beside it with the ending {@code .1}
 * @param stopSignal what makes it stop in good order
 * @param niceness how far it steps back when there is more to do than the processors can, 0 to 19 as with {@code nice}
 */
public record Launch(
        String name,
        List<String> command,
        Map<String, String> environment,
        Path log,
        StopSignal stopSignal,
        int niceness) {

    public Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** The same with more in its environment. */
    public Launch with(Map<String, String> more) {
        var all = new HashMap<>(environment);
        all.putAll(more);
        return new Launch(name, command, all, log, stopSignal, niceness);
    }

    /** A signal that a process understands as a wish to stop. */
    public enum StopSignal {
        TERM,
        /** PostgreSQL's fast shutdown: it does not wait for its clients, as it would on TERM */
        INT
    }
}
