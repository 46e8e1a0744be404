package dev.millrace.forge;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an LFS server lists in a batch response (git-lfs, docs/api/batch.md). What is kept in memory is bounded by the number
 * of objects in the request, whatever the server sends.
 *
 * @param <T> one entry
 */
public sealed interface LfsListOutcome<T extends LfsListOutcome.Entry> {

    /** The part of a batch response about one object. */
    interface Entry {

        /** The object's id, null if the entry has none. */
        @Nullable
        String oid();
    }

    /**
     * A list.
     *
     * @param transfer how objects are transferred, if the server chose
     * @param entries by object id, only of objects in the request
     */
    record Listed<T extends Entry>(Optional<String> transfer, Map<String, T> entries) implements LfsListOutcome<T> {

        public Listed {
            entries = Map.copyOf(entries);
        }
    }

    /**
     * No usable list.
     *
     * @param reason completes "the LFS server ..."; holds no text of the server
     */
    record Rejected<T extends Entry>(String reason) implements LfsListOutcome<T> {}

    /**
     * Reads a response.
     *
     * @param response its body; the caller closes it
     * @param requested ids of the objects in the request
     * @param type of an entry
     * @throws IOException if the response cannot be received
     */
    static <T extends Entry> LfsListOutcome<T> read(
            ObjectMapper json, InputStream response, Set<String> requested, Class<T> type) throws IOException {
        int longest = LfsListLimits.bytes(requested.size());
        byte[] body = response.readNBytes(longest + 1);
        if (body.length > longest) {
            return new Rejected<>("returns more than %d bytes about %d objects".formatted(longest, requested.size()));
        }
        try (JsonParser parser = json.createParser(body)) {
            return parse(json, parser, requested, type);
        } catch (JacksonException malformed) {
            return new Rejected<>("does not return a list of objects in JSON");
        }
    }

    private static <T extends Entry> LfsListOutcome<T> parse(
            ObjectMapper json, JsonParser parser, Set<String> requested, Class<T> type) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return new Rejected<>("does not return a JSON object");
        }
        Optional<String> transfer = Optional.empty();
        Map<String, T> entries = new HashMap<>();
        boolean isList = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("transfer") && value == JsonToken.VALUE_STRING) {
                transfer = Optional.of(parser.getText());
            } else if (name.equals("objects") && value == JsonToken.START_ARRAY) {
                isList = true;
                int left = LfsListLimits.entries(requested.size());
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    if (left-- == 0) {
                        return new Rejected<>("lists more than %d objects, the request names %d"
                                .formatted(LfsListLimits.entries(requested.size()), requested.size()));
                    }
                    Optional<TokenBuffer> entry = entry(parser);
                    if (entry.isEmpty()) {
                        return new Rejected<>(
                                "returns more than %d JSON tokens about one object".formatted(LfsListLimits.TOKENS));
                    }
                    T read = json.readValue(entry.get().asParser(), type);
                    String oid = read == null ? null : read.oid();
                    if (oid != null && requested.contains(oid)) {
                        entries.put(oid, read);
                    }
                }
            } else {
                parser.skipChildren();
            }
        }
        return isList ? new Listed<>(transfer, entries) : new Rejected<>("lists no objects");
    }

    /** The value that begins at the current position; empty if it is too large. */
    private static Optional<TokenBuffer> entry(JsonParser parser) throws IOException {
        var entry = new TokenBuffer(parser);
        int depth = 0;
        for (int count = 0; count < LfsListLimits.TOKENS; count++) {
            JsonToken token = parser.currentToken();
            if (token == null) {
                break;
            }
            entry.copyCurrentEvent(parser);
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (depth == 0) {
                return Optional.of(entry);
            }
            parser.nextToken();
        }
        return Optional.empty();
    }
}
