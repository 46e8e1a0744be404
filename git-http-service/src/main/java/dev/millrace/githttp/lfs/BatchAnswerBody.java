package dev.millrace.githttp.lfs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The response of the batch API, one entry for each requested object, in the same order. */
record BatchAnswerBody(
        String transfer,
        List<EntryBody> objects,
        @JsonProperty("hash_algo") String hashAlgorithm) {

    /**
     * The actions for one object, or nothing if there are none and no error.
     *
     * @param actions by {@code download}, or {@code upload} and {@code verify}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record EntryBody(
            @Nullable String oid,
            @Nullable Long size,
            @Nullable Map<String, ActionBody> actions,
            @Nullable ErrorBody error) {

        /** The entry of an object that is not transferred, which repeats what the request stated. */
        static EntryBody refused(BatchBody.@Nullable ObjectBody requested, TransferRefusal reason) {
            return new EntryBody(
                    requested == null ? null : requested.oid(),
                    requested == null ? null : requested.size(),
                    null,
                    new ErrorBody(LfsStatus.ofEntry(reason), reason.message()));
        }
    }

    /**
     * One request to send. It prescribes no headers: the address is one of ours, so the client authenticates as it did for
     * the batch. A second {@code Authorization} in addition to the client's own would make the request invalid (RFC 9110,
     * section 5.3).
     *
     * @param expiresIn seconds
     */
    record ActionBody(
            String href, @JsonProperty("expires_in") long expiresIn) {}

    /**
     * Why there are no actions.
     *
     * @param code see {@link LfsStatus#ofEntry}
     */
    record ErrorBody(int code, String message) {}
}
