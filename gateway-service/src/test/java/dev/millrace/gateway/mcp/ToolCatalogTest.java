package dev.millrace.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.mcp.McpTool.Effect;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An agent reads the list of tools before everything else, in every conversation: what it costs is a property of the server. */
class ToolCatalogTest {

    /** Characters of names, descriptions and schemas; about four for a token. */
    private static final int MOST_OF_ALL = 13_000;

    private static final int MOST_OF_ONE = 1_600;
    private static final int MOST_TO_READ = 7_500;

    @Test
    void costsLittleToList() {
        assertThat(length(ToolCatalog.all())).as("all tools").isLessThan(MOST_OF_ALL);
        assertThat(length(of(ToolSet.READ))).as("the tools that read").isLessThan(MOST_TO_READ);
        assertThat(ToolCatalog.all())
                .allSatisfy(tool ->
                        assertThat(length(List.of(tool))).as(tool.name()).isLessThan(MOST_OF_ONE));
    }

    @Test
    void namesEachToolOnce() {
        assertThat(ToolCatalog.all())
                .extracting(McpTool::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z]+(_[a-z]+)*"));
    }

    @Test
    void marksWhatChangesSomething() {
        assertThat(of(ToolSet.WRITE)).noneMatch(tool -> tool.effect() == Effect.READS);
        assertThat(of(ToolSet.READ)).allMatch(tool -> tool.effect() == Effect.READS);
        assertThat(of(ToolSet.BUILDS)).allMatch(tool -> tool.effect() == Effect.READS);
    }

    @Test
    void requiresOnlyArgumentsThatToolsHave() {
        for (McpTool tool : ToolCatalog.all()) {
            JsonObject schema = tool.input().json();

            assertThat(schema.getJsonObject("properties").fieldNames())
                    .as(tool.name())
                    .containsAll(schema.getJsonArray("required", new JsonArray()).stream()
                            .map(String::valueOf)
                            .toList());
        }
    }

    private static List<McpTool> of(ToolSet set) {
        return ToolCatalog.all().stream().filter(tool -> tool.set() == set).toList();
    }

    private static int length(List<McpTool> tools) {
        return tools.stream()
                .mapToInt(tool -> tool.name().length()
                        + tool.title().length()
                        + tool.description().length()
                        + tool.input().json().encode().length())
                .sum();
    }
}
