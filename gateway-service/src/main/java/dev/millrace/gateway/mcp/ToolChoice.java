package dev.millrace.gateway.mcp;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which tools a client gets, as the query of its address states: {@code tools} (names of {@link ToolSet}, separated by commas; all if
 * absent), {@code read_only} and {@code repository}.
 *
 * @param sets at least one
 * @param isReadOnly whether tools that change something are left out, whatever the sets contain
 * @param repository the only one that tools may name
 */
record ToolChoice(Set<ToolSet> sets, boolean isReadOnly, Optional<String> repository) {

    private static final String TOOLS = "tools";
    private static final Set<String> READ_ONLY = Set.of("read_only", "readonly", "read-only");
    private static final String REPOSITORY = "repository";

    ToolChoice {
        sets = Set.copyOf(sets);
    }

    /**
     * Reads the parameters of a query.
     *
     * @param parameters decoded, all values of each name
     * @throws MillraceException 400 for an unknown set or parameter: a misspelled restriction must not be ignored
     */
    static ToolChoice of(Map<String, List<String>> parameters) {
        Set<ToolSet> sets = EnumSet.noneOf(ToolSet.class);
        boolean isReadOnly = false;
        Optional<String> repository = Optional.empty();
        for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
            for (String value : parameter.getValue()) {
                if (parameter.getKey().equals(TOOLS)) {
                    sets.addAll(sets(value));
                } else if (READ_ONLY.contains(parameter.getKey())) {
                    isReadOnly |= flag(parameter.getKey(), value);
                } else if (parameter.getKey().equals(REPOSITORY) && !value.isBlank()) {
                    repository = Optional.of(value);
                } else {
                    throw MillraceException.badRequest(
                            "the query parameter '%s=%s' is none of tools, read_only and repository"
                                    .formatted(parameter.getKey(), value));
                }
            }
        }
        return new ToolChoice(sets.isEmpty() ? EnumSet.allOf(ToolSet.class) : sets, isReadOnly, repository);
    }

    private static Set<ToolSet> sets(String list) {
        Set<ToolSet> sets = EnumSet.noneOf(ToolSet.class);
        for (String name : list.split(",", -1)) {
            sets.add(ToolSet.find(name.strip())
                    .orElseThrow(() -> MillraceException.badRequest(
                            "there is no set of tools '%s'; there are %s".formatted(name, ToolSet.names()))));
        }
        return sets;
    }

    private static boolean flag(String name, String value) {
        return switch (value) {
            case "", "true", "1" -> true;
            case "false", "0" -> false;
            default ->
                throw MillraceException.badRequest(
                        "the query parameter '%s' is 'true' or 'false', not '%s'".formatted(name, value));
        };
    }

    /** Whether the client gets a tool. One that is about all repositories is none for a single one. */
    boolean includes(McpTool tool) {
        boolean isOfTeam = tool.scopes().equals(Set.of(Scope.ORG_READ));
        return sets.contains(tool.set())
                && !(isReadOnly && tool.effect() != McpTool.Effect.READS)
                && !(isOfTeam && repository.isPresent());
    }
}
