package dev.millrace.bench.pipeline;

import dev.millrace.bench.platform.CaseNames;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is measured, and how much of it.
 *
 * @param changes of {@code changes}, and a quarter as many of {@code checkout}
 * @param builds of {@code scheduling}; the median counts
 * @param teams of {@code fairness}
 */
record PipelineOptions(Set<Case> cases, int changes, int builds, int teams) {

    /** An independent measurement. */
    enum Case {
        /** From an event to its check run and its first line of output, and the time of a job. */
        CHANGES,
        /** The checkout of a large repository. */
        CHECKOUT,
        /** Empty jobs a second. */
        SCHEDULING,
        /** Output stored and read live. */
        LOGS,
        /** How slots are shared between teams. */
        FAIRNESS
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
                case "--cases" -> cases = CaseNames.parse(Case.class, value, PipelineOptions::misunderstood);
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
        return new UnexpectedAnswer(
                "the options are --cases NAME,NAME... of %s, --changes N, --builds N and --teams N, with numbers up to 9999"
                        .formatted(CaseNames.all(Case.class)));
    }

    boolean has(Case one) {
        return cases.contains(one);
    }
}
