package dev.millrace.kit.error;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.util.stream.Collectors;

/** What is wrong with a JSON body: where, by field and by position, but never its content, which may be a secret. */
public final class JsonFault {

    private static final int DEEPEST_SHOWN = 5;
    private static final int LONGEST_SHOWN = 40;

    private JsonFault() {}

    /** A sentence for the caller. */
    public static String describe(JsonProcessingException failure) {
        boolean tooMuch = failure instanceof StreamConstraintsException
                || failure.getCause() instanceof StreamConstraintsException;
        String fault = tooMuch
                ? "the body is nested too deeply or holds too long a value"
                : "the body is not the JSON that is expected";
        String field = field(failure);
        JsonLocation at = failure.getLocation();
        return fault
                + (field.isEmpty() ? "" : ", at '%s'".formatted(field))
                + (at == null ? "" : ", at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr()));
    }

    /** The path to the field, its parts joined by dots; empty if the parser had not reached one. */
    static String field(JsonProcessingException failure) {
        if (!(failure instanceof JsonMappingException mapping)) {
            return "";
        }
        return mapping.getPath().stream()
                .limit(DEEPEST_SHOWN)
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : shortened(step.getFieldName()))
                .collect(Collectors.joining("."));
    }

    static String shortened(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
    }
}
