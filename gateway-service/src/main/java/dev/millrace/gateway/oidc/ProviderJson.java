package dev.millrace.gateway.oidc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Reads objects that a provider sends. */
final class ProviderJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private ProviderJson() {}

    /** Empty if the text is no JSON object. */
    static Optional<Map<String, Object>> find(String text) {
        try {
            return Optional.ofNullable(JSON.readValue(text, OBJECT));
        } catch (JsonProcessingException e) {
            // not the cause, which quotes a text that may contain a token
            return Optional.empty();
        }
    }

    /**
     * The content of a successful response.
     *
     * @param what was requested, for the message
     * @throws ProviderFailure if it was not successful or is no JSON object
     */
    static Map<String, Object> read(ProviderHttp.Response response, URI address, String what) {
        if (response.status() != 200) {
            throw new ProviderFailure("%s responded with status %d to the request for %s"
                    .formatted(address.getAuthority(), response.status(), what));
        }
        return find(response.body())
                .orElseThrow(() -> new ProviderFailure("the %s at %s is no JSON object".formatted(what, address)));
    }

    static Optional<String> text(Map<String, Object> object, String field) {
        return object.get(field) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }
}
