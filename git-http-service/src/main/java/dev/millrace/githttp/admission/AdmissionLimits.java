package dev.millrace.githttp.admission;

import java.time.Duration;

/**
 * Limits on the clones of this process.
 *
 * @param node clones packed concurrently in this process, 1 or more
 * @param team of them for one team
 * @param repository of them for one repository
 * @param timeout how long a clone waits for a permit before it is refused
 * @param sharedBytes total disk space for packs that several clients read
 * @param sharedFor how long a finished pack is kept for later clients
 */
public record AdmissionLimits(
        int node, int team, int repository, Duration timeout, long sharedBytes, Duration sharedFor) {

    public AdmissionLimits {
        requirePositive("clones at once", node);
        requirePositive("clones at once for a team", team);
        requirePositive("clones at once of a repository", repository);
    }

    private static void requirePositive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s: %d is less than 1".formatted(what, value));
        }
    }
}
