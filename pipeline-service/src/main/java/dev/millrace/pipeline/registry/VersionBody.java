package dev.millrace.pipeline.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Optional;

/** A version of a workflow as the API shows it, see {@link PublishedVersion}. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record VersionBody(
        int number, String version, String sha, Instant publishedAt, Optional<String> pushedBy, JsonNode definition) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static VersionBody of(PublishedVersion version) {
        return new VersionBody(
                version.number(),
                version.version(),
                version.sha(),
                version.publishedAt(),
                version.pushedBy(),
                tree(version.definition()));
    }

    /** A definition that we have stored. */
    static JsonNode tree(String definition) {
        try {
            return JSON.readTree(definition);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this is no definition", e);
        }
    }
}
