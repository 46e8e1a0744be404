package dev.millrace.pipeline.registry;

import dev.millrace.events.EventIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a request passes to a run.
 *
 * @param words appended to the {@code run} line of a command, each as one word; pipelines take none
 * @param environment variables of its jobs by name, sorted; they win over {@code env} of the file
 */
public record RunInput(List<String> words, Map<String, String> environment) {

    /** Nothing. */
    public static final RunInput NONE = new RunInput(List.of(), Map.of());

    private static final int MOST_ENTRIES = 100;
    private static final int LONGEST_VALUE = 4096;
    private static final int LARGEST = 32 * 1024;
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");

    public RunInput {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    /** Why it cannot be passed to a run; empty if it can. */
    public Optional<String> problem() {
        if (words.size() > MOST_ENTRIES || environment.size() > MOST_ENTRIES) {
            return Optional.of(
                    "there may be at most %d arguments and %d variables".formatted(MOST_ENTRIES, MOST_ENTRIES));
        }
        List<String> texts = new ArrayList<>(words);
        texts.addAll(environment.values());
        if (texts.stream().anyMatch(text -> text.length() > LONGEST_VALUE || text.indexOf('\0') >= 0)) {
            return Optional.of(
                    "an argument or variable must have at most %d characters, and no NUL".formatted(LONGEST_VALUE));
        }
        if (texts.stream().mapToInt(String::length).sum() > LARGEST) {
            return Optional.of("arguments and variables must have at most %d characters together".formatted(LARGEST));
        }
        return environment.keySet().stream()
                .filter(name -> !VARIABLE.matcher(name).matches())
                .findFirst()
                .map(name ->
                        "a name of a variable may only hold up to 100 letters, digits and '_', and no digit first");
    }

    /** Equal for equal requests, and practically different for others. */
    String hash(Optional<String> ref) {
        List<Object> parts = new ArrayList<>(List.of("request", ref.orElse(""), words.size()));
        parts.addAll(words);
        new TreeMap<>(environment).forEach((name, value) -> {
            parts.add(name);
            parts.add(value);
        });
        return EventIds.of(parts.toArray()).toString();
    }
}
