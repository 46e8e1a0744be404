package dev.millrace.events.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.events.Event;
import dev.millrace.events.Samples;
import dev.millrace.events.codec.EventCodec.Read;
import dev.millrace.events.codec.EventTypes.EventType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * During an upgrade, instances of two versions share the topics. What the previous version wrote is in the folder {@code previous}: one
 * event of each type, and the constants of its enumerations.
 */
class PreviousVersionTest {

    private static final Path FOLDER = Path.of("src/test/resources/previous");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNKNOWN = "UNKNOWN";

    /**
     * Constants that this version reads, and that only the next one may write: enumeration and constant, such as {@code
     * dev.millrace.events.git.RefsMoved$Cause RESTORE}.
     */
    private static final Set<String> READ_BUT_NOT_WRITTEN = Set.of();

    private final EventCodec codec = new EventCodec(URI.create("/test"));

    static List<String> previous() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.replace(".json", ""))
                    .sorted()
                    .toList();
        }
    }

    static Stream<Class<?>> enumerations() {
        return EventTypes.all().stream()
                .map(EventType::record)
                .flatMap(PreviousVersionTest::parts)
                .filter(Class::isEnum)
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("previous")
    void readsWhatThePreviousVersionWrites(String type) throws IOException {
        Read read = codec.read(Map.of("ce_type", type), Files.readAllBytes(FOLDER.resolve(type + ".json")));

        assertThat(read).isInstanceOf(Read.Understood.class);
    }

    /** Whatever the previous version needs of an event is there, and has the type that it had. */
    @ParameterizedTest
    @MethodSource("previous")
    void writesWhatThePreviousVersionReads(String type) throws IOException {
        JsonNode before = JSON.readTree(Files.readAllBytes(FOLDER.resolve(type + ".json")));
        Event sample = Samples.all().stream()
                .filter(event -> EventTypes.of(event).ceType().equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no event is called " + type + " any more"));

        JsonNode now = JSON.readTree(codec.write(sample).value());

        assertThat(missing("", before, now)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("enumerations")
    void writesNoConstantThatThePreviousVersionCannotRead(Class<?> enumeration) throws IOException {
        Optional<Set<String>> before = previousConstants(enumeration);
        if (before.isEmpty()) {
            return; // new, as part of an event or of a field that the previous version does not read
        }

        List<String> now = constants(enumeration);

        assertThat(now).as("constants that events may still contain").containsAll(before.get());
        assertThat(now.stream()
                        .filter(constant -> !before.get().contains(constant))
                        .filter(constant -> !before.get().contains(UNKNOWN))
                        .map(constant -> enumeration.getName() + " " + constant)
                        .filter(constant -> !READ_BUT_NOT_WRITTEN.contains(constant)))
                .as("the previous version reads none of these: this version only reads them, the next one writes them")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.millrace.events.codec.EventCodecTest#samples")
    void readsAConstantThatAYoungerVersionAddedWhereOneIsToBeExpected(Event event) {
        ObjectNode written = (ObjectNode) readTree(codec.write(event).value());

        List<String> broken = new ArrayList<>();
        for (ObjectNode younger : withUnknownConstants(written, event)) {
            Read read = codec.read(
                    Map.of("ce_type", EventTypes.of(event).ceType()),
                    younger.toString().getBytes(StandardCharsets.UTF_8));
            if (!(read instanceof Read.Understood(Event understood))
                    || !understood.toString().contains(UNKNOWN)) {
                broken.add(younger + ": " + read);
            }
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void findsTheFieldsInWhichOneIsToBeExpected() {
        List<String> fields = Samples.all().stream()
                .flatMap(event ->
                        withUnknownConstants(
                                (ObjectNode) readTree(codec.write(event).value()), event)
                                .stream())
                .map(ObjectNode::toString)
                .toList();

        assertThat(fields).hasSizeGreaterThan(5).allMatch(json -> json.contains("\"ADDED_LATER\""));
    }

    @Test
    void reportsAConstantThatWasNotToBeExpectedAsUnreadable() throws IOException {
        String type = "dev.millrace.git.refs.moved.v1";
        String younger =
                Files.readString(FOLDER.resolve(type + ".json")).replaceAll("\"SYNC\"|\"PUSH\"|\"API\"", "\"NEW\"");

        Read read = codec.read(Map.of("ce_type", type), younger.getBytes(StandardCharsets.UTF_8));

        assertThat(read)
                .isInstanceOfSatisfying(
                        Read.Unreadable.class,
                        unreadable -> assertThat(unreadable.reason()).contains("\"NEW\""));
    }

    /** Fields of the first that the second lacks, or has with another type. */
    private static List<String> missing(String path, JsonNode before, JsonNode now) {
        if (kind(before) != kind(now)) {
            return List.of("%s is %s instead of %s".formatted(path, kind(now), kind(before)));
        }
        List<String> missing = new ArrayList<>();
        before.properties().forEach(field -> {
            String name = path + "/" + field.getKey();
            JsonNode value = now.get(field.getKey());
            missing.addAll(value == null ? List.of(name) : missing(name, field.getValue(), value));
        });
        if (before.isArray() && !before.isEmpty() && !now.isEmpty()) {
            missing.addAll(missing(path + "[]", before.get(0), now.get(0)));
        }
        return missing;
    }

    private static JsonNodeType kind(JsonNode node) {
        return node.getNodeType();
    }

    /** The event with a constant that does not exist, in each field of an enumeration that has UNKNOWN. */
    private static List<ObjectNode> withUnknownConstants(ObjectNode written, Event event) {
        Set<String> known = new HashSet<>();
        parts(event.getClass())
                .filter(Class::isEnum)
                .filter(type -> constants(type).contains(UNKNOWN))
                .forEach(type -> known.addAll(constants(type)));
        List<ObjectNode> younger = new ArrayList<>();
        for (String pointer : texts("", written)) {
            ObjectNode copy = written.deepCopy();
            int slash = pointer.lastIndexOf('/');
            JsonNode parent = copy.at(pointer.substring(0, slash));
            String field = pointer.substring(slash + 1);
            if (parent instanceof ObjectNode object
                    && isOfEnumeration(event.getClass(), pointer)
                    && known.contains(object.path(field).asText())) {
                object.set(field, TextNode.valueOf("ADDED_LATER"));
                younger.add(copy);
            }
        }
        return younger;
    }

    /** Whether the record at this path has a component of an enumeration with UNKNOWN there. */
    private static boolean isOfEnumeration(Class<?> record, String pointer) {
        Class<?> here = record;
        for (String name : pointer.substring(1).split("/")) {
            if (!here.isRecord()) {
                return false;
            }
            Optional<Class<?>> next = Arrays.stream(here.getRecordComponents())
                    .filter(component -> component.getName().equals(name))
                    .findFirst()
                    .map(component -> raw(component.getGenericType()));
            if (next.isEmpty()) {
                return false;
            }
            here = next.get();
        }
        return here.isEnum() && constants(here).contains(UNKNOWN);
    }

    private static List<String> texts(String path, JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isTextual()) {
            texts.add(path);
        }
        node.properties().forEach(field -> texts.addAll(texts(path + "/" + field.getKey(), field.getValue())));
        return texts;
    }

    /** The classes of a record's components, and those of theirs. */
    private static Stream<Class<?>> parts(Class<?> type) {
        return !type.isRecord()
                ? Stream.of(type)
                : Arrays.stream(type.getRecordComponents())
                        .map(component -> raw(component.getGenericType()))
                        .filter(part -> part.getName().startsWith("dev.millrace."))
                        .flatMap(PreviousVersionTest::parts);
    }

    /** Of an Optional or a List, the class of its element. */
    private static Class<?> raw(Type type) {
        return switch (type) {
            case ParameterizedType generic -> raw(generic.getActualTypeArguments()[0]);
            case Class<?> plain -> plain;
            default -> Object.class;
        };
    }

    private static List<String> constants(Class<?> enumeration) {
        return Arrays.stream(enumeration.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name())
                .toList();
    }

    private static Optional<Set<String>> previousConstants(Class<?> enumeration) throws IOException {
        var properties = new Properties();
        try (InputStream file = PreviousVersionTest.class.getResourceAsStream("/previous/enumerations.properties")) {
            properties.load(Objects.requireNonNull(file, "enumerations.properties"));
        }
        return Optional.ofNullable(properties.getProperty(enumeration.getName()))
                .map(names -> Set.of(names.split(",")));
    }

    private static JsonNode readTree(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
