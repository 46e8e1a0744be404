package dev.millrace.pipeline.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** The last workflow of a page; the next page continues after it. Callers see it as an opaque cursor. */
record WorkflowPosition(String name, UUID id) {

    String cursor() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((name + " " + id).getBytes(StandardCharsets.US_ASCII));
    }

    /** The position of a cursor; empty if we never issued it. */
    static Optional<WorkflowPosition> parse(String cursor) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII).split(" ", 2);
            return parts.length == 2 && parts[0].matches("[A-Za-z0-9_-]{1,100}")
                    ? Optional.of(new WorkflowPosition(parts[0], UUID.fromString(parts[1])))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
