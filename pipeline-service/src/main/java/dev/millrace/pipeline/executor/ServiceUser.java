package dev.millrace.pipeline.executor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The user that this service runs as, which is the user of every job.
 *
 * @param uid 0 for root; empty where it cannot be read
 */
public record ServiceUser(Optional<Integer> uid) {

    private static final Path OWN_PROCESS = Path.of("/proc/self");

    /** The user of this process. */
    public static ServiceUser current() {
        try {
            return new ServiceUser(Optional.of((Integer) Files.getAttribute(OWN_PROCESS, "unix:uid")));
        } catch (IOException | UnsupportedOperationException e) {
            // no /proc: not Linux
            return new ServiceUser(Optional.empty());
        }
    }

    /** A warning to the operator before a job runs as this user; empty if there is none. */
    public Optional<String> warning() {
        return uid.filter(id -> id == 0)
                .map(root -> "this service runs as root, and so does every job: anyone who can push an ops.yml to a"
                        + " connected repository controls this machine. Run it as a user of its own, or set"
                        + " millrace.pipeline.parallel-jobs=0 here and run jobs on another instance");
    }
}
