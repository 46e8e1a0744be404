package dev.millrace.ingest.archive;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Headers for people: those that can authenticate a caller have a fixed value, since some forges send the secret itself. */
final class RedactedHeaders {

    static final String REDACTED = "(redacted)";

    private static final Pattern SECRET = Pattern.compile(
            "token|secret|authoriz|signature|password|credential|cookie|api-?key", Pattern.CASE_INSENSITIVE);

    private RedactedHeaders() {}

    /** The headers, sorted by name. */
    static Map<String, String> of(Map<String, String> headers) {
        Map<String, String> redacted = new TreeMap<>();
        headers.forEach((name, value) -> redacted.put(name, SECRET.matcher(name).find() ? REDACTED : value));
        return redacted;
    }
}
