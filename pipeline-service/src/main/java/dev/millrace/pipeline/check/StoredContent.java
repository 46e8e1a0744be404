package dev.millrace.pipeline.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/** The content of a check run as JSON, as {@link CheckStore} keeps it. */
final class StoredContent {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private StoredContent() {}

    static String write(CheckContent content) {
        try {
            return JSON.writeValueAsString(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a check run's content cannot be written as JSON", e);
        }
    }

    static CheckContent read(String json) {
        try {
            return JSON.readValue(json, CheckContent.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored check run's content cannot be read", e);
        }
    }
}
