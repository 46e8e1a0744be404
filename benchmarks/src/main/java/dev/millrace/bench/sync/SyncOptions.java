package dev.millrace.bench.sync;

import dev.millrace.bench.platform.CaseNames;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is measured, and how much of it.
 *
 * @param pushes of {@code lag}, to the mirror and as many to the clone
 * @param repositories of {@code workers}
 * @param rate of {@code workers}: pushes per second to all of them together
 * @param seconds of {@code workers}: of one load
 * @param rounds of {@code import}
 * @param source of {@code import}: the user's own bare repository instead of a generated one
 */
record SyncOptions(
        Set<Case> cases, int pushes, int repositories, int rate, int seconds, int rounds, Optional<Path> source) {

    private static final String WORDS =
            "--cases NAME,NAME... of %s, --pushes N, --repositories N, --rate N, --seconds N, --rounds N and --repo PATH";
    private static final Map<String, Integer> NUMBERS =
            Map.of("--pushes", 200, "--repositories", 200, "--rate", 20, "--seconds", 30, "--rounds", 3);

    /** An independent measurement. */
    enum Case {
        /** From a push at the forge, reported by a webhook, to the mirror. */
        LAG,
        /** The same with every webhook lost. */
        HEALED,
        /** Many repositories, one worker and more. */
        WORKERS,
        /** The first copy of a large repository. */
        IMPORT
    }

    /**
     * Parses them from a command line.
     *
     * @throws UnexpectedAnswer that lists all options if one is unknown
     */
    static SyncOptions of(List<String> words) {
        if (words.size() % 2 != 0) {
            throw misunderstood();
        }
        var numbers = new HashMap<>(NUMBERS);
        Set<Case> cases = EnumSet.allOf(Case.class);
        Optional<Path> source = Optional.empty();
        for (int at = 0; at < words.size(); at += 2) {
            String value = words.get(at + 1);
            switch (words.get(at)) {
                case "--cases" -> cases = CaseNames.parse(Case.class, value, SyncOptions::misunderstood);
                case "--repo" -> source = Optional.of(Path.of(value).toAbsolutePath());
                default -> numbers.put(words.get(at), number(words.get(at), value));
            }
        }
        return new SyncOptions(
                cases,
                chosen(numbers, "--pushes"),
                chosen(numbers, "--repositories"),
                chosen(numbers, "--rate"),
                chosen(numbers, "--seconds"),
                chosen(numbers, "--rounds"),
                source);
    }

    private static int chosen(Map<String, Integer> numbers, String name) {
        return Optional.ofNullable(numbers.get(name)).orElseThrow();
    }

    private static int number(String name, String value) {
        if (!NUMBERS.containsKey(name) || !value.matches("[1-9]\\d{0,5}")) {
            throw misunderstood();
        }
        return Integer.parseInt(value);
    }

    private static UnexpectedAnswer misunderstood() {
        return new UnexpectedAnswer("the options are " + WORDS.formatted(CaseNames.all(Case.class)));
    }

    boolean has(Case one) {
        return cases.contains(one);
    }

    /** Whether any measurement needs the simulated forge. */
    boolean needForge() {
        return has(Case.LAG) || has(Case.HEALED) || has(Case.WORKERS);
    }
}
