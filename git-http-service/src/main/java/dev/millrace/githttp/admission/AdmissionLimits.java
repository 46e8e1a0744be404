package dev.millrace.githttp.admission;

import java.time.Duration;

/**
 * What this process takes on.
 *
 * @param node clones packed at once in this process, 1 or more
 * @param team of them for one team
 * @param repository of them for one repository
 * @param patience how long a clone waits for its turn before it is refused
 * @param sharedBytes of disk for packs that several clients read, together
 * @param sharedFor how long a finished pack is kept for those who come later
 */
public record AdmissionLimits(
        int node, int team, int repository, Duration patience, long sharedBytes, Duration sharedFor) {

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
