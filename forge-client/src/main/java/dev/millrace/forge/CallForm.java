package dev.millrace.forge;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The body of a call as the fields of a form (RFC 6749, appendix B); the response is requested as plain JSON.
 *
 * @param fields values by name, not encoded; they may be secrets
 */
record CallForm(Map<String, String> fields) {

    byte[] encoded() {
        return fields.entrySet().stream()
                .map(field -> URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Shows names only. */
    @Override
    public String toString() {
        return "CallForm" + fields.keySet();
    }
}
