package dev.millrace.githttp.lfs;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request of the batch API.
 *
 * @param operation {@code download} or {@code upload}
 * @param transfers transfer adapters of the client; {@code basic} if absent
 * @param hashAlgorithm of the object ids; {@code sha256} if absent
 */
record BatchBody(
        @Nullable String operation,
        @Nullable List<@Nullable String> transfers,
        @Nullable List<@Nullable ObjectBody> objects,
        @JsonProperty("hash_algo") @Nullable String hashAlgorithm) {

    /**
     * The content of a pointer, unchecked.
     *
     * @param size bytes
     */
    record ObjectBody(@Nullable String oid, @Nullable Long size) {}
}
