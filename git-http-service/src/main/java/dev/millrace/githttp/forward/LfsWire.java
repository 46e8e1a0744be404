package dev.millrace.githttp.forward;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.millrace.forge.LfsListOutcome;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bodies of the batch API (git-lfs, docs/api/batch.md and basic-transfers.md), as far as an upload needs them. */
final class LfsWire {

    static final String TYPE = "application/vnd.git-lfs+json";

    private LfsWire() {}

    /** A batch request. */
    record BatchRequest(String operation, List<String> transfers, List<ObjectName> objects) {}

    /**
     * An object.
     *
     * @param size bytes
     */
    record ObjectName(String oid, long size) {}

    /** The part of a batch response about one object. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Entry(
            @Nullable String oid,
            @Nullable Map<String, @Nullable Step> actions,
            @Nullable ObjectError error) implements LfsListOutcome.Entry {}

    /** A request to send; may contain a credential and is never logged. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Step(@Nullable String href, @Nullable Map<String, @Nullable String> header) {

        @Override
        public String toString() {
            return "Step[...]";
        }
    }

    /** Why there is no request to send. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ObjectError(@Nullable Integer code, @Nullable String message) {}

    /** The body of an error response. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Failure(@Nullable String message) {}
}
