package dev.millrace.pipeline.executor;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A script to run. In a sandbox it sees these paths at the same places and nothing else of the directories around them, so a file
 * that a job writes for the platform has to be in {@code checkout} or {@code home}. Both belong to the job from now on: on some
 * executors their files change their owner, and links in them may point anywhere.
 *
 * @param name unique for the job, the same for each attempt at it: the id of its build, {@code /}, its position there
 * @param checkout where it starts; absolute
 * @param home a directory for everything else that it writes; absolute
 * @param script a file with a bash script, which it can read and not change; absolute
 * @param environment all of its variables, besides those of its image and, without {@code PATH}, a usual one; no name or value
 *     contains NUL
 * @param image of a container; empty for the executor's default
 * @param packages names of Debian packages that its image has to have, with an optional {@code =version}
 * @param results patterns of files below {@code checkout}, or with {@code ~/} below {@code home}, that the platform reads afterwards;
 *     {@code home/.millrace} in any case
 */
public record JobCommand(
        String name,
        Path checkout,
        Path home,
        Path script,
        Map<String, String> environment,
        Optional<String> image,
        List<String> packages,
        List<String> results) {

    static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public JobCommand {
        if (!checkout.isAbsolute() || !home.isAbsolute() || !script.isAbsolute()) {
            throw new IllegalArgumentException(
                    "not all of %s, %s and %s are absolute".formatted(checkout, home, script));
        }
        packages = List.copyOf(packages);
        results = List.copyOf(results);
    }

    /** A script for the executor's default image. */
    public JobCommand(String name, Path checkout, Path home, Path script, Map<String, String> environment) {
        this(name, checkout, home, script, environment, Optional.empty(), List.of(), List.of());
    }

    /** The id of its build. */
    String build() {
        return name.split("/", 2)[0];
    }
}
