package dev.millrace.gateway.mcp;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tools that are chosen together, in the address of the server. */
enum ToolSet {
    /** Files, commits, differences, refs and searches. */
    READ,
    /** Commits, branches, tags and merges. */
    WRITE,
    /** Builds and what their jobs printed. */
    BUILDS;

    /** Its name in addresses, for example {@code read}. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<ToolSet> find(String name) {
        return Arrays.stream(values())
                .filter(set -> set.wireName().equals(name))
                .findFirst();
    }

    static String names() {
        return Arrays.stream(values()).map(ToolSet::wireName).collect(Collectors.joining(", "));
    }
}
