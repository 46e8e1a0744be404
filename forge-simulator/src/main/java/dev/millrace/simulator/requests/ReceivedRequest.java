package dev.millrace.simulator.requests;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it was received.
 *
 * @param path decoded, without the query
 * @param query decoded values by name
 * @param headers all but {@code Authorization}, by lower-case name; the first value of each
 * @param body text; absent if there was none
 */
public record ReceivedRequest(
        String method,
        String path,
        Map<String, List<String>> query,
        Map<String, String> headers,
        Optional<String> body) {}
