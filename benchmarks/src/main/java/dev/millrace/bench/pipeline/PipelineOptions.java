package dev.millrace.bench.pipeline;

import dev.millrace.standalone.client.UnexpectedAnswer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What is measured, and how much of it.
 *
 * @param changes of {@code changes}
 * @param builds of {@code scheduling}; the median counts
 * @param teams of {@code fairness}
 */
record PipelineOptions(Set<Case> cases, int changes, int builds, int teams) {

    /** An independent measurement. */
    enum Case {
        /** From an event to its check run and its first line of output, and the time of a job. */
        CHANGES,
        /** Empty jobs a second. */
        SCHEDULING,
        /** Output stored and read live. */
        LOGS,
        /** How slots are shared between teams. */
        FAIRNESS;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Case of(String word) {
            return Arrays.stream(values())
                    .filter(one -> one.word().equals(word))
                    .findFirst()
                    .orElseThrow(PipelineOptions::misunderstood);
        }
    }

    /**
     * Parses them from a command line.
     *
     * @throws UnexpectedAnswer that lists all options if one is unknown
     */
    static PipelineOptions of(List<String> words) {
        if (words.size() % 2 != 0) {
            throw misunderstood();
        }
        Set<Case> cases = EnumSet.allOf(Case.class);
        int changes = 40;
        int builds = 3;
        int teams = 10;
        for (int at = 0; at < words.size(); at += 2) {
            String value = words.get(at + 1);
            switch (words.get(at)) {
                case "--cases" -> {
                    cases.clear();
                    Arrays.stream(value.split(",", -1)).map(Case::of).forEach(cases::add);
                }
                case "--changes" -> changes = number(value);
                case "--builds" -> builds = number(value);
                case "--teams" -> teams = number(value);
                default -> throw misunderstood();
            }
        }
        return new PipelineOptions(cases, changes, builds, teams);
    }

    private static int number(String value) {
        if (!value.matches("[1-9]\\d{0,3}")) {
            throw misunderstood();
        }
        return Integer.parseInt(value);
    }

    private static UnexpectedAnswer misunderstood() {
        List<String> cases = Arrays.stream(Case.values()).map(Case::word).toList();
        return new UnexpectedAnswer(
                "the options are --cases NAME,NAME... of %s, --changes N, --builds N and --teams N, with numbers up to 9999"
                        .formatted(String.join(", ", cases)));
    }

    boolean has(Case one) {
        return cases.contains(one);
    }
}
