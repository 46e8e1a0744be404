package dev.millrace.bench.ingest;

import dev.millrace.bench.platform.CaseNames;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is measured, and for how long.
 *
 * @param seconds of each load
 */
record IngestOptions(Set<Case> cases, int seconds) {

    private static final int USUAL_SECONDS = 60;

    /** An independent measurement. */
    enum Case {
        /** 200 and 1,000 deliveries a second, and from receipt to event. */
        RATES,
        /** As many as are accepted; the peer, and the database alone. */
        SATURATION,
        /** Wrong signatures. */
        REJECTED,
        /** Ten of the largest bodies at once. */
        BODIES
    }

    /**
     * Parses them from a command line.
     *
     * @throws UnexpectedAnswer that lists all options if one is unknown
     */
    static IngestOptions of(List<String> words) {
        if (words.size() % 2 != 0) {
            throw misunderstood();
        }
        Set<Case> cases = EnumSet.allOf(Case.class);
        int seconds = USUAL_SECONDS;
        for (int at = 0; at < words.size(); at += 2) {
            String value = words.get(at + 1);
            switch (words.get(at)) {
                case "--cases" -> cases = CaseNames.parse(Case.class, value, IngestOptions::misunderstood);
                case "--seconds" -> seconds = seconds(value);
                default -> throw misunderstood();
            }
        }
        return new IngestOptions(cases, seconds);
    }

    boolean has(Case one) {
        return cases.contains(one);
    }

    private static int seconds(String value) {
        if (!value.matches("[1-9]\\d{0,3}")) {
            throw misunderstood();
        }
        return Integer.parseInt(value);
    }

    private static UnexpectedAnswer misunderstood() {
        return new UnexpectedAnswer(
                "the options are --cases NAME,NAME... of %s, and --seconds N".formatted(CaseNames.all(Case.class)));
    }
}
