package dev.millrace.githttp.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.JsonFault;
import dev.millrace.kit.error.MillraceException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads the JSON body of a call, which is small: what is large is streamed by the calls that take it. */
@ApplicationScoped
public class ApiBody {

    private static final int LARGEST = 1 << 20;

    private final ObjectMapper json;

    ApiBody(ObjectMapper json) {
        this.json = json;
    }

    /**
     * The body; empty if there is none.
     *
     * @throws MillraceException 400 if it is not the JSON that is expected, 413 if it is larger than 1 MiB
     */
    public <T> Optional<T> find(InputStream body, Class<T> type) throws IOException {
        byte[] bytes = body.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw MillraceException.of(
                            ErrorKind.CALLER, 413, "the body is larger than the limit of %d bytes".formatted(LARGEST))
                    .withCode("payload_too_large");
        }
        return isBlank(bytes) ? Optional.empty() : Optional.ofNullable(parse(bytes, type));
    }

    /** As {@link #find}, for a body that is needed. */
    public <T> T load(InputStream body, Class<T> type) throws IOException {
        return find(body, type)
                .orElseThrow(() -> MillraceException.badRequest("the call needs a body of JSON, and has none"));
    }

    /** Parses one JSON value, as {@link #find}. */
    public <T> T parse(byte[] bytes, Class<T> type) throws IOException {
        try {
            return json.readValue(bytes, type);
        } catch (JsonProcessingException e) {
            // states the position, never the content
            throw MillraceException.badRequest(JsonFault.describe(e));
        }
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte b : bytes) {
            if (b > ' ' || b < 0) {
                return false;
            }
        }
        return true;
    }
}
