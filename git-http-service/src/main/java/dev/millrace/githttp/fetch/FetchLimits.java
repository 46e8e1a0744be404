package dev.millrace.githttp.fetch;

/**
 * What one request of a fetch may list.
 *
 * @param haves commits of the client that are considered; the rest is ignored, which only makes the pack larger. 1 or more
 * @param wants ids wanted or asked about, and the same number of commits where the client's history ends; a request with
 *     more is refused. 1 or more
 */
public record FetchLimits(int haves, int wants) {

    /** Other lines: options, deepening, excluded refs. */
    private static final int OTHER_LINES = 100_000;

    public FetchLimits {
        if (haves < 1 || wants < 1) {
            throw new IllegalArgumentException(
                    "limits of a fetch: %d haves, %d wants; both are at least 1".formatted(haves, wants));
        }
    }

    /** How many lines of any kind a request may have; a request with more is refused. */
    long lines() {
        return haves + 2L * wants + OTHER_LINES;
    }
}
