package dev.millrace.gateway.dashboard.frame;

import dev.millrace.kit.error.MillraceException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a form that a browser has posted ({@code application/x-www-form-urlencoded}). The body is limited like all that are read
 * whole. Text is without surrounding white space.
 */
public final class Form {

    /** More fields than any form has. */
    private static final int MOST_FIELDS = 500;

    private final Map<String, List<String>> fields = new LinkedHashMap<>();

    private Form() {}

    /** Reads a body; what is not encoded as a form has no fields. */
    public static Form of(@Nullable String body) {
        var form = new Form();
        if (body == null || body.isEmpty()) {
            return form;
        }
        String[] pairs = body.split("&", MOST_FIELDS + 1);
        for (int i = 0; i < Math.min(pairs.length, MOST_FIELDS); i++) {
            int equals = pairs[i].indexOf('=');
            if (equals > 0) {
                form.fields
                        .computeIfAbsent(decoded(pairs[i].substring(0, equals)), name -> new ArrayList<>())
                        .add(decoded(pairs[i].substring(equals + 1)).strip());
            }
        }
        return form;
    }

    /** The text of a field; empty text if it is missing. */
    public String text(String name) {
        return find(name).orElse("");
    }

    /** The text of a field; empty if it is missing or has no text. */
    public Optional<String> find(String name) {
        return all(name).stream().findFirst().filter(value -> !value.isEmpty());
    }

    /**
     * The text of a field that the form of the page always has.
     *
     * @throws MillraceException 400 if it is missing
     */
    public String required(String name) {
        return find(name)
                .orElseThrow(() -> MillraceException.badRequest("the form must have the field '%s'".formatted(name)));
    }

    /** All values of a field, for example of check boxes. */
    public List<String> all(String name) {
        return List.copyOf(fields.getOrDefault(name, List.of()));
    }

    /** Whether a check box is on. */
    public boolean isOn(String name) {
        return fields.containsKey(name);
    }

    /** A path of the platform to which the browser may be sent; {@code fallback} if the field has none. */
    public String path(String name, String fallback) {
        return find(name).filter(LocalPath::isLocal).orElse(fallback);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
