package dev.millrace.forge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.forge.LfsListOutcome.Listed;
import dev.millrace.forge.LfsListOutcome.Rejected;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LfsListOutcomeTest {

    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);

    @Test
    void keepsOnlyEntriesOfObjectsInTheRequest() throws IOException {
        String other = "c".repeat(64);

        assertThat(read("""
                {"hash_algo": "sha256", "more": {"objects": [1]}, "objects": [
                  null, {}, {"oid": "%s", "size": 1, "actions": {"upload": "u"}}, {"oid": "%s", "actions": {}}
                ], "transfer": "basic"}""".formatted(A, other)))
                .isEqualTo(new Listed<>(Optional.of("basic"), Map.of(A, new Item(A, Map.of("upload", "u")))));
    } // #9.1

    @Test
    void rejectsAListOfFarMoreObjectsThanTheRequestNames() throws IOException {
        assertThat(read("{\"objects\": [" + "{},".repeat(1002) + "{}]}"))
                .isEqualTo(new Rejected<>("lists more than 1002 objects, the request names 2"));
        assertThat(read("{\"objects\": [" + "{},".repeat(1001) + "{}]}"))
                .isEqualTo(new Listed<>(Optional.empty(), Map.of()));
    } // #9.1

    @Test
    void rejectsAResponseThatIsLargeForSoFewObjects() throws IOException {
        int limit = (64 + 2 * 16) << 10;
        String list = "{\"objects\": []}";

        assertThat(read(list + " ".repeat(limit - list.length()))).isEqualTo(new Listed<>(Optional.empty(), Map.of()));
        assertThat(read(list + " ".repeat(limit)))
                .isEqualTo(new Rejected<>("returns more than 98304 bytes about 2 objects"));
    } // #9.1

    @Test
    void rejectsAnEntryOfManyValues() throws IOException {
        String actions = "\"x\": \"\",".repeat(1000) + "\"y\": \"\"";

        assertThat(read("{\"objects\": [{\"oid\": \"%s\", \"actions\": {%s}}]}".formatted(A, actions)))
                .isEqualTo(new Rejected<>("returns more than 1000 JSON tokens about one object"));
    } // #9.1

    @Test
    void rejectsWhatIsNoList() throws IOException {
        for (String text :
                new String[] {"", "<html>", "{\"objects\": [{", "{\"objects\": [\"a\"]}", "{\"objects\": [{}"}) {
            assertThat(read(text)).as(text).isInstanceOf(Rejected.class);
        }
        assertThat(read("{\"objects\": null}")).isEqualTo(new Rejected<>("lists no objects"));
    }

    private static LfsListOutcome<Item> read(String text) throws IOException {
        return LfsListOutcome.read(
                new ObjectMapper(),
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                Set.of(A, B),
                Item.class);
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Item(@Nullable String oid, @Nullable Map<String, String> actions) implements LfsListOutcome.Entry {}
}
