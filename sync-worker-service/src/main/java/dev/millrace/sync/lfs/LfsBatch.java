package dev.millrace.sync.lfs;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.millrace.forge.LfsListOutcome;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bodies of the batch call (git-lfs, docs/api/batch.md), as far as they are needed to download. */
final class LfsBatch {

    private LfsBatch() {}

    /** The request. */
    record RequestBody(String operation, List<String> transfers, List<NamedBody> objects) {}

    /** An object. */
    record NamedBody(String oid, long size) {}

    /** About one object. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record EntryBody(
            @Nullable String oid,
            @Nullable Map<String, ActionBody> actions,
            @Nullable ErrorBody error) implements LfsListOutcome.Entry {}

    /** Where to get it; may contain a credential, and is never logged. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ActionBody(@Nullable String href, @Nullable Map<String, @Nullable String> header) {

        @Override
        public String toString() {
            return "ActionBody[...]";
        }
    }

    /** Why there is none. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ErrorBody(@Nullable Integer code, @Nullable String message) {}
}
