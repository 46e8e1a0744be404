package dev.millrace.insights.query;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Several queries for metrics in one request.
 *
 * @param panels 1 to {@value #MOST}
 */
record BatchRequestBody(List<PanelRequestBody> panels) {

    /** Panels of one request. */
    static final int MOST = 50;

    BatchRequestBody {
        // a request may lack it
        panels = List.copyOf(Objects.requireNonNullElse(panels, List.of()));
    }

    /**
     * One query.
     *
     * @param name to find the answer by, at most 100 characters; else its place, from 0
     * @param parameters as of {@code GET /api/insights/metrics}
     */
    record PanelRequestBody(Optional<String> name, Map<String, String> parameters) {

        PanelRequestBody {
            name = Objects.requireNonNullElse(name, Optional.empty());
            parameters = Objects.requireNonNullElse(parameters, Map.of());
        }
    }
}
