package dev.millrace.standalone.process;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How one child process is started and stopped.
 *
 * @param name short, for display, for example {@code git-http}; also the name of its run file
 * @param command program and arguments
 * @param environment set in addition to our own environment
 * @param log file for its output; the one of the previous start is kept next to it with the suffix {@code .1}
 * @param stopSignal the signal for an orderly stop
 * @param niceness how far its priority is lowered when the processors are overloaded, 0 to 19 as with {@code nice}
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

    /** The same with additional environment variables. */
    public Launch with(Map<String, String> more) {
        var all = new HashMap<>(environment);
        all.putAll(more);
        return new Launch(name, command, all, log, stopSignal, niceness);
    }

    /** A signal that a process treats as a request to stop. */
    public enum StopSignal {
        TERM,
        /** PostgreSQL's fast shutdown: it does not wait for its clients, as it would on TERM */
        INT
    }
}
