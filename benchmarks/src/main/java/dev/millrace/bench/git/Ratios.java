package dev.millrace.bench.git;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measurements on both sides, case by case; the result is the median over the rounds of each round's ratio. */
final class Ratios {

    private record Round(double ours, double theirs) {
        double ratio() {
            return ours / theirs;
        }
    }

    private final Map<String, List<Round>> cases = new LinkedHashMap<>();

    /** One round of one case, both in the same unit. */
    void add(String name, double ours, double theirs) {
        cases.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Round(ours, theirs));
    }

    /** A line for each round. */
    String table() {
        var table = new StringBuilder();
        cases.forEach((name, rounds) ->
                rounds.forEach(round -> table.append("%-20s ours %10.2f  git http-backend %10.2f  ratio %6.2f%n"
                        .formatted(name, round.ours(), round.theirs(), round.ratio()))));
        return table.toString();
    }

    /** The final lines. */
    String results() {
        var lines = new StringBuilder();
        cases.forEach((name, rounds) -> lines.append(
                "RESULT git %s ratio=%s%n".formatted(name, String.format(Locale.ROOT, "%.2f", median(rounds)))));
        return lines.toString();
    }

    private static double median(List<Round> rounds) {
        double[] sorted = rounds.stream().mapToDouble(Round::ratio).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
