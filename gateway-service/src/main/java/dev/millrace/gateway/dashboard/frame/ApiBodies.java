package dev.millrace.gateway.dashboard.frame;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Reads the bodies of responses of the API into the records of pages. */
@Singleton
public final class ApiBodies {

    private static final Logger LOG = Logger.getLogger(ApiBodies.class);

    private final ObjectMapper json;

    /** @param json as services write it */
    public ApiBodies(ObjectMapper json) {
        this.json = json;
    }

    /** @throws MillraceException 502 if the body is another one, as that of a service of another release may be */
    public <T> T read(JsonNode body, Class<T> type) {
        try {
            T value = json.treeToValue(body, type);
            Optional<String> missing = value == null ? Optional.of("all of it") : MissingParts.find(value);
            if (missing.isEmpty()) {
                return value;
            }
            throw unreadable(type, missing.get() + " is missing");
        } catch (JsonProcessingException e) {
            throw unreadable(type, e.getOriginalMessage());
        }
    }

    private static MillraceException unreadable(Class<?> type, String problem) {
        LOG.warnf("a body of the API is not a %s: %s", type.getSimpleName(), problem);
        return MillraceException.of(ErrorKind.UPSTREAM, 502, "the response of the service cannot be shown");
    }

    /** @throws MillraceException 502 if the body is not a list of these */
    public <T> List<T> readList(JsonNode body, Class<T[]> type) {
        return Arrays.asList(read(body, type));
    }

    /** A record as JSON, for an attribute that a script reads. */
    public String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("pages write records only", e);
        }
    }
}
