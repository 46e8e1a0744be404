package dev.millrace.gateway.mcp;

import java.util.List;
import java.util.stream.Stream;

/** All tools of the server. */
final class ToolCatalog {

    private static final List<McpTool> TOOLS = Stream.of(ReadTools.all(), WriteTools.all(), BuildTools.all())
            .flatMap(List::stream)
            .toList();

    private ToolCatalog() {}

    static List<McpTool> all() {
        return TOOLS;
    }

    /** The tool of this name, which is one of the catalog. */
    static McpTool load(String name) {
        return TOOLS.stream()
                .filter(tool -> tool.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no tool '%s'".formatted(name)));
    }
}
