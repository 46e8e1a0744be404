package dev.millrace.gateway.dashboard.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MissingPartsTest {

    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new Jdk8Module()).build();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                                                                     | Page.items
                    {"items": []}                                                                          |
                    {"items": [{"text": "a"}]}                                                             | Item.id
                    {"items": [{"id": "3f0d3ba5-4a6e-4b6f-8d0c-3d0b6a2f9c11"}]}                            |
                    {"items": [{"id": "3f0d3ba5-4a6e-4b6f-8d0c-3d0b6a2f9c11", "owner": {}}]}               | Owner.names
                    {"items": [{"id": "3f0d3ba5-4a6e-4b6f-8d0c-3d0b6a2f9c11", "owner": {"names": ["b"]}}]} |
                    """)
    void findsIdsAndListsAtAnyDepth(String json, String missing) throws IOException {
        assertThat(MissingParts.find(JSON.readValue(json, Page.class))).isEqualTo(Optional.ofNullable(missing));
        assertThat(MissingParts.find(new Page[] {JSON.readValue(json, Page.class)}))
                .isEqualTo(Optional.ofNullable(missing));
    }

    record Page(List<Item> items) {}

    record Item(UUID id, String text, Optional<Owner> owner) {}

    record Owner(List<String> names) {}
}
