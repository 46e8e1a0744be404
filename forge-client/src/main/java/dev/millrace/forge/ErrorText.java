package dev.millrace.forge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What GitHub states about an error, or the beginning of a response that is not GitHub's. */
final class ErrorText {

    private static final int LONGEST_FOREIGN_TEXT = 80;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ErrorText() {}

    /** @param redactor applied before a text is shortened, so that no part of a secret remains */
    static String of(byte[] body, Redactor redactor) {
        try {
            var message = JSON.readValue(body, Body.class);
            String text = Optional.ofNullable(message.message()).orElse("");
            return message.errors() == null ? text : text + " " + JSON.writeValueAsString(message.errors());
        } catch (JsonProcessingException e) {
            String text =
                    redactor.redact(new String(body, StandardCharsets.UTF_8)).strip();
            return "(no JSON, " + text.substring(0, Math.min(text.length(), LONGEST_FOREIGN_TEXT)) + ")";
        } catch (IOException e) {
            return "(unreadable)";
        }
    }

    private record Body(@Nullable String message, @Nullable JsonNode errors) {}
}
