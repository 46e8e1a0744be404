package dev.millrace.ingest.forge.github;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.TokenFilter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.kit.time.StoredTime;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A GitHub JSON object, read leniently: absent, null and the empty string are all empty, an id may be a number or a string,
 * a time may be epoch seconds or ISO 8601 with any offset (GitHub sends both, under the same names). NULs in texts, which
 * PostgreSQL refuses, are replaced.
 */
final class Payload {

    /** Rarely used here, and the reason why large payloads are large: file lists, texts, link templates. */
    private static final Set<String> SKIPPED = Set.of("body", "_links", "payload");

    /** Lists of files, in each commit of a push. */
    private static final Set<String> FILES = Set.of("added", "removed", "modified");

    /** Files that are read of one payload; a reader that gets as many knows that there may be more. */
    static final int MOST_FILES = 3_001;

    private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern ZERO = Pattern.compile("0+");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,19}");

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();
    private static final ObjectMapper JSON = new ObjectMapper(FACTORY);

    private final JsonNode node;
    private final String path;

    private Payload(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    /**
     * Without file lists, texts of bodies and link templates.
     *
     * @throws NotNormalizableException if this is not one JSON object
     */
    static Payload parse(byte[] json) {
        return parse(json, new Wanted());
    }

    /** As {@link #parse}, with everything in it. */
    static Payload parseWhole(byte[] json) {
        return parse(json, TokenFilter.INCLUDE_ALL);
    }

    private static Payload parse(byte[] json, TokenFilter wanted) {
        try (var parser = new FilteringParserDelegate(
                FACTORY.createParser(json), wanted, TokenFilter.Inclusion.INCLUDE_ALL_AND_PATH, true)) {
            JsonNode node = JSON.readTree(parser);
            if (node == null || !node.isObject()) {
                throw new NotNormalizableException("payload is not a JSON object");
            }
            return new Payload(node, "");
        } catch (IOException e) {
            throw new NotNormalizableException(
                    "payload is not JSON: " + e.getClass().getSimpleName());
        }
    }

    /** The object under this name; an object without members if there is none. */
    Payload at(String name) {
        return new Payload(member(name), path.isEmpty() ? name : path + "." + name);
    }

    boolean isPresent() {
        return node.isObject();
    }

    Stream<Payload> each(String name) {
        return StreamSupport.stream(member(name).spliterator(), false)
                .map(item -> new Payload(item, path + name + "[]"));
    }

    Stream<String> texts(String name, String field) {
        return each(name).flatMap(item -> item.text(field).stream());
    }

    /** The texts in the list under this name; none if there is no such list. */
    Stream<String> strings(String name) {
        return StreamSupport.stream(member(name).spliterator(), false)
                .filter(JsonNode::isTextual)
                .map(item -> item.textValue().replace('\0', '\uFFFD'));
    }

    Optional<String> text(String name) {
        JsonNode value = member(name);
        return value.isTextual() && !value.textValue().isEmpty()
                ? Optional.of(value.textValue().replace('\0', '\uFFFD'))
                : Optional.empty();
    }

    /** The action of an event; empty text if it has none. */
    String action() {
        return text("action").orElse("");
    }

    /** Every member of the object under this name whose value is a text, by name. */
    SortedMap<String, String> textsByName(String name) {
        var texts = new TreeMap<String, String>();
        Payload object = at(name);
        object.node
                .fieldNames()
                .forEachRemaining(field -> object.text(field).ifPresent(text -> texts.put(field, text)));
        return texts;
    }

    /** The object under this name as JSON, if there is one. */
    Optional<String> json(String name) {
        JsonNode value = member(name);
        return value.isObject() ? Optional.of(value.toString()) : Optional.empty();
    }

    String needText(String name) {
        return text(name).orElseThrow(() -> missing(name));
    }

    boolean flag(String name) {
        return member(name).asBoolean(false);
    }

    Optional<Long> number(String name) {
        JsonNode value = member(name);
        return value.canConvertToLong() && value.isIntegralNumber() ? Optional.of(value.longValue()) : Optional.empty();
    }

    long needNumber(String name) {
        return number(name).orElseThrow(() -> missing(name));
    }

    Optional<String> id(String name) {
        return number(name)
                .map(number -> Long.toString(number))
                .or(() -> text(name).filter(text -> DIGITS.matcher(text).matches()));
    }

    String needId(String name) {
        return id(name).orElseThrow(() -> missing(name));
    }

    /** An object id; empty if it is all zeros, which is how GitHub writes that there is none. */
    Optional<String> objectId(String name) {
        String id = needText(name);
        if (!OBJECT_ID.matcher(id).matches()) {
            throw new NotNormalizableException(label(name) + " is not an object id");
        }
        return ZERO.matcher(id).matches() ? Optional.empty() : Optional.of(id);
    }

    String needObjectId(String name) {
        return objectId(name).orElseThrow(() -> missing(name));
    }

    Optional<Instant> time(String name) {
        try {
            return number(name)
                    .map(StoredTime::ofEpochSecond)
                    .or(() -> text(name)
                            .map(text -> StoredTime.checked(OffsetDateTime.parse(text.toUpperCase(Locale.ROOT))
                                    .toInstant())));
        } catch (DateTimeException e) {
            throw new NotNormalizableException(label(name) + " is not a time");
        }
    }

    /** The account that this object describes, if it describes one. */
    Optional<Actor> actor() {
        Optional<String> login = text("login");
        Optional<String> id = id("id");
        if (login.isEmpty() || id.isEmpty()) {
            return Optional.empty();
        }
        var kind = switch (text("type").orElse("")) {
            case "Bot" -> Actor.Kind.BOT;
            case "Organization" -> Actor.Kind.ORGANIZATION;
            default -> Actor.Kind.USER;
        };
        return Optional.of(new Actor(id.get(), login.get(), kind));
    }

    /** The repository that this object describes. */
    ForgeRepository repository(String instance) {
        String fullName = fullName();
        return new ForgeRepository(
                instance,
                needId("id"),
                fullName,
                text("clone_url").orElse("https://" + instance + "/" + fullName + ".git"),
                text("default_branch").or(() -> text("master_branch")).orElse("main"),
                flag("private"),
                flag("archived"),
                at("owner").id("id"));
    }

    /** The repository that this object describes, where GitHub sends only id, name and privacy. */
    InstalledRepository installedRepository() {
        return new InstalledRepository(needId("id"), fullName(), flag("private"));
    }

    NotNormalizableException missing(String name) {
        return new NotNormalizableException(label(name) + " is missing");
    }

    private String fullName() {
        String fullName = needText("full_name");
        int slash = fullName.indexOf('/');
        if (slash <= 0 || slash == fullName.length() - 1 || slash != fullName.lastIndexOf('/')) {
            throw new NotNormalizableException(label("full_name") + " is not owner/name");
        }
        return fullName;
    }

    private JsonNode member(String name) {
        JsonNode value = node.get(name);
        return value == null ? MissingNode.getInstance() : value;
    }

    private String label(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static final class Wanted extends TokenFilter {

        private int files;

        @Override
        public @Nullable TokenFilter includeProperty(String name) {
            return SKIPPED.contains(name) ? null : FILES.contains(name) ? new Files() : this;
        }

        /** A push may list so many files that they do not fit into memory. */
        private final class Files extends TokenFilter {
            @Override
            public @Nullable TokenFilter includeElement(int index) {
                return files++ < MOST_FILES ? this : null;
            }

            @Override
            protected boolean _includeScalar() {
                return true;
            }
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
