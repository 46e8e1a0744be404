package dev.millrace.ingest.forge.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.TokenFilter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of a forge, read leniently: absent, null and the empty string are all empty, and an id may be a number or a
 * string.
 */
public final class JsonBody {

    /** Never used here, and the reason why large payloads are large: file lists and texts. */
    private static final Set<String> SKIPPED =
            Set.of("added", "removed", "modified", "body", "description", "rendered");

    private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern ABBREVIATED = Pattern.compile("[0-9a-f]{7,64}");
    private static final Pattern ZERO = Pattern.compile("0+");
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z-]{1,64}");

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();
    private static final ObjectMapper JSON = new ObjectMapper(FACTORY);

    private final JsonNode node;
    private final String path;

    private JsonBody(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    /** @throws UnreadablePayload if this is not one JSON object */
    static JsonBody parse(byte[] json) {
        try (var parser = new FilteringParserDelegate(
                FACTORY.createParser(json), new Wanted(), TokenFilter.Inclusion.INCLUDE_ALL_AND_PATH, true)) {
            JsonNode node = JSON.readTree(parser);
            if (node == null || !node.isObject()) {
                throw new UnreadablePayload("payload is not a JSON object");
            }
            return new JsonBody(node, "");
        } catch (IOException e) {
            throw new UnreadablePayload("payload is not JSON: " + e.getClass().getSimpleName());
        }
    }

    /** The object under this name; an object without members if there is none. */
    public JsonBody at(String name) {
        return new JsonBody(member(name), label(name));
    }

    /** Whether this is an object, and not absent or null. */
    public boolean isPresent() {
        return node.isObject();
    }

    /** The items of the array under this name; none if there is none. */
    public Stream<JsonBody> each(String name) {
        JsonNode items = member(name);
        return items.isArray()
                ? StreamSupport.stream(items.spliterator(), false).map(item -> new JsonBody(item, label(name) + "[]"))
                : Stream.empty();
    }

    /** A text that is not empty. NULs, which PostgreSQL refuses, are replaced. */
    public Optional<String> text(String name) {
        JsonNode value = member(name);
        return value.isTextual() && !value.textValue().isEmpty()
                ? Optional.of(value.textValue().replace('\0', '\uFFFD'))
                : Optional.empty();
    }

    /** @throws UnreadablePayload if there is none */
    public String needText(String name) {
        return text(name).orElseThrow(() -> missing(name));
    }

    /** False if absent. */
    public boolean flag(String name) {
        return member(name).asBoolean(false);
    }

    /** An integer that fits into a {@code long}. */
    public Optional<Long> number(String name) {
        JsonNode value = member(name);
        return value.isIntegralNumber() && value.canConvertToLong() ? Optional.of(value.longValue()) : Optional.empty();
    }

    /** A number of things: 0 or more. */
    public Optional<Integer> count(String name) {
        return number(name)
                .filter(number -> number >= 0 && number <= Integer.MAX_VALUE)
                .map(Long::intValue);
    }

    /** A number or a UUID as text, in lower case and without braces. */
    public Optional<String> id(String name) {
        return number(name)
                .map(number -> Long.toString(number))
                .or(() -> text(name)
                        .map(text -> text.replaceFirst("^\\{(.*)}$", "$1").toLowerCase(Locale.ROOT))
                        .filter(text -> ID.matcher(text).matches()));
    }

    /** @throws UnreadablePayload if there is none */
    public String needId(String name) {
        return id(name).orElseThrow(() -> missing(name));
    }

    /**
     * An object id; empty if it is absent, or all zeros, which is how forges write that there is none.
     *
     * @throws UnreadablePayload if it is something else
     */
    public Optional<String> objectId(String name) {
        return hex(name, OBJECT_ID);
    }

    /** @throws UnreadablePayload if there is none */
    public String needObjectId(String name) {
        return objectId(name).orElseThrow(() -> missing(name));
    }

    /** As {@link #objectId}, but it may be abbreviated. */
    public Optional<String> abbreviatedId(String name) {
        return hex(name, ABBREVIATED);
    }

    /**
     * A time as text, in any of the notations of forges.
     *
     * @throws UnreadablePayload if it is not a time
     */
    public Optional<Instant> time(String name) {
        return text(name)
                .map(text ->
                        ForgeTime.parse(text).orElseThrow(() -> new UnreadablePayload(label(name) + " is not a time")));
    }

    /**
     * A time as milliseconds since 1970.
     *
     * @throws UnreadablePayload if it is out of range
     */
    public Optional<Instant> milliseconds(String name) {
        return number(name)
                .map(number -> ForgeTime.ofMilliseconds(number)
                        .orElseThrow(() -> new UnreadablePayload(label(name) + " is not a time")));
    }

    /** What to throw where this field is required. */
    public UnreadablePayload missing(String name) {
        return new UnreadablePayload(label(name) + " is missing");
    }

    private Optional<String> hex(String name, Pattern shape) {
        Optional<String> id = text(name);
        if (id.isPresent() && !shape.matcher(id.get()).matches()) {
            throw new UnreadablePayload(label(name) + " is not an object id");
        }
        return id.filter(text -> !ZERO.matcher(text).matches());
    }

    private JsonNode member(String name) {
        JsonNode value = node.get(name);
        return value == null ? MissingNode.getInstance() : value;
    }

    private String label(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static final class Wanted extends TokenFilter {
        @Override
        public @Nullable TokenFilter includeProperty(String name) {
            return SKIPPED.contains(name) ? null : this;
        }

        @Override
        protected boolean _includeScalar() {
            return true;
        }

        @Override
        public boolean includeEmptyObject(boolean contentsFiltered) {
            return true;
        }
    }
}
