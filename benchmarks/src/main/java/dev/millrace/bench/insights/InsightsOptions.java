package dev.millrace.bench.insights;

import dev.millrace.standalone.client.UnexpectedAnswer;
import java.util.List;

/**
 * How much is measured.
 *
 * @param facts shipped commits
 * @param repositories that they are spread over, unevenly
 * @param queries of each kind and number of clients
 */
record InsightsOptions(int facts, int repositories, int queries) {

    /**
     * Parses them from a command line.
     *
     * @throws UnexpectedAnswer that lists all options if one is unknown
     */
    static InsightsOptions of(List<String> words) {
        int facts = 10_000_000;
        int repositories = 2_000;
        int queries = 200;
        if (words.size() % 2 != 0) {
            throw misunderstood();
        }
        for (int at = 0; at < words.size(); at += 2) {
            int number = number(words.get(at + 1));
            switch (words.get(at)) {
                case "--facts" -> facts = number;
                case "--repositories" -> repositories = number;
                case "--queries" -> queries = number;
                default -> throw misunderstood();
            }
        }
        return new InsightsOptions(facts, repositories, queries);
    }

    private static int number(String value) {
        if (!value.matches("[1-9]\\d{0,7}")) {
            throw misunderstood();
        }
        return Integer.parseInt(value);
    }

    private static UnexpectedAnswer misunderstood() {
        return new UnexpectedAnswer(
                "the options are --facts N, --repositories N and --queries N, each a number from 1 to 99999999");
    }
}
