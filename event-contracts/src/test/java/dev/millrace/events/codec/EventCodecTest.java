package dev.millrace.events.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.events.Event;
import dev.millrace.events.Samples;
import dev.millrace.events.codec.EventCodec.Read;
import dev.millrace.events.codec.EventTypes.EventType;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RefPushed;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final EventCodec codec = new EventCodec(URI.create("/test"));

    static java.util.List<Event> samples() {
        return Samples.all();
    }

    @Test
    void everyTypeHasASampleAndNoTwoShareAName() {
        assertThat(Samples.all()).extracting(EventTypes::of).containsExactlyInAnyOrderElementsOf(EventTypes.all());
        assertThat(EventTypes.all()).extracting(EventType::ceType).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void writesTheCheckedInExample(Event event) throws IOException {
        WireEvent wire = codec.write(event);

        assertThat(JSON.readTree(wire.value())).isEqualTo(JSON.readTree(example(event)));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void readsTheCheckedInExample(Event event) throws IOException {
        String type = EventTypes.of(event).ceType();

        Read read = codec.read(Map.of("ce_type", type), example(event));

        assertThat(read).isEqualTo(new Read.Understood(event));
    }

    @Test
    void writesAnEventThatAnotherPartyStatesWithItsSourceAndExtensions() {
        Event event = Samples.all().getFirst();

        WireEvent wire = codec.write(event, URI.create("https://forge.test/"), Map.of("millracehook", "7"));

        assertThat(wire.headers())
                .containsEntry("ce_source", "https://forge.test/")
                .containsEntry("ce_millracehook", "7")
                .containsEntry("ce_type", EventTypes.of(event).ceType());
        assertThat(wire.value()).isEqualTo(codec.write(event).value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "millraceHook", "millrace-hook", "millracehookwithalongname"})
    void rejectsExtensionsThatCloudEventsDoesNotAllow(String name) {
        Event event = Samples.all().getFirst();

        assertThatThrownBy(() -> codec.write(event, URI.create("/test"), Map.of(name, "7")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void carriesTheCloudEventsAttributes(Event event) {
        WireEvent wire = codec.write(event);

        assertThat(wire.key()).isEqualTo(event.key());
        assertThat(wire.topic()).isEqualTo(EventTypes.of(event).topic().wireName());
        assertThat(wire.headers())
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_id", event.eventId().toString())
                .containsEntry("ce_source", "/test")
                .containsEntry("ce_time", event.occurredAt().toString())
                .containsEntry("ce_subject", event.subject())
                .containsEntry("content-type", "application/json");
    }

    @Test
    void writesThatAPushWasReconciledOnlyIfItWas() throws IOException {
        var repository = new ForgeRepository(
                "github.com", "7", "acme/widgets", "https://github.com/acme/widgets.git", "main", true, false);
        RefPushed reconciled = RefPushed.reconciled(
                new UUID(0, 1),
                repository,
                Optional.of("1"),
                "refs/tags/v1",
                Optional.empty(),
                Optional.of("a".repeat(40)),
                Instant.parse("2026-11-20T10:00:00Z"));

        WireEvent wire = codec.write(reconciled);

        assertThat(JSON.readTree(wire.value()).path("reconciled").asBoolean()).isTrue();
        assertThat(codec.read(wire.headers(), wire.value())).isEqualTo(new Read.Understood(reconciled));
        assertThat(Samples.all())
                .allSatisfy(event -> assertThat(JSON.readTree(example(event)).has("reconciled"))
                        .isFalse());
    }

    @Test
    void skipsNamesItDoesNotKnow() {
        Read read = codec.read(Map.of("ce_type", "org.example.something.v1"), bytes("{}"));

        assertThat(read).isInstanceOf(Read.Foreign.class);
    }

    @Test
    void refusesVersionsItDoesNotKnow() {
        Read read = codec.read(Map.of("ce_type", "dev.millrace.git.refs.moved.v9"), bytes("{}"));

        assertThat(read).isEqualTo(new Read.Unreadable("unknown version dev.millrace.git.refs.moved.v9"));
    }

    @Test
    void refusesWhatIsNoJson() {
        Read read = codec.read(Map.of("ce_type", "dev.millrace.git.refs.moved.v1"), bytes("<xml/>"));

        assertThat(read).isInstanceOf(Read.Unreadable.class);
    }

    @Test
    void refusesAnEventWithoutId() {
        Read read = codec.read(Map.of("ce_type", "dev.millrace.git.sync.requested.v1"), bytes("{\"reason\":\"x\"}"));

        assertThat(read).isEqualTo(new Read.Unreadable("dev.millrace.git.sync.requested.v1 without eventId"));
    }

    @Test
    void toleratesFieldsThatAYoungerWriterAdded() {
        var event = Samples.all().getFirst();
        String older = new String(codec.write(event).value(), StandardCharsets.UTF_8);
        String younger = older.replaceFirst("\\{", "{\"addedLater\":true,");

        Read read = codec.read(Map.of("ce_type", EventTypes.of(event).ceType()), bytes(younger));

        assertThat(read).isEqualTo(new Read.Understood(event));
    }

    private static byte[] example(Event event) throws IOException {
        String name = "/examples/" + EventTypes.of(event).ceType() + ".json";
        try (InputStream example = EventCodecTest.class.getResourceAsStream(name)) {
            assertThat(example).as("checked-in example %s", name).isNotNull();
            return example.readAllBytes();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
