package dev.millrace.pipeline.executor;

import java.nio.file.Path;
import java.util.Map;

/**
 * A script to run. In a sandbox it sees these paths at the same places and nothing else of the directories around them, so a file
 * that a job writes for the platform has to be in {@code checkout} or {@code home}. Both belong to the job from now on: on some
 * executors their files change their owner, and links in them may point anywhere.
 *
 * @param name unique for the job, the same for each attempt at it
 * @param checkout where it starts; absolute
 * @param home a directory for everything else that it writes; absolute
 * @param script a file with a bash script, which it can read and not change; absolute
 * @param environment all of its variables; no name or value contains NUL
 */
public record JobCommand(String name, Path checkout, Path home, Path script, Map<String, String> environment) {

    public JobCommand {
        if (!checkout.isAbsolute() || !home.isAbsolute() || !script.isAbsolute()) {
            throw new IllegalArgumentException(
                    "not all of %s, %s and %s are absolute".formatted(checkout, home, script));
        }
    }
}
