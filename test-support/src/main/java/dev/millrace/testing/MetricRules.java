package dev.millrace.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The rules for our own metrics, applied to what {@code /q/metrics} returns (Prometheus text format 0.0.4): base units,
 * {@code _total} for counters, a description, and only labels that have few values.
 */
public final class MetricRules {

    /** Labels that have few values, and why no others are allowed: each value is a time series, for as long as it is kept. */
    private static final Set<String> LABELS = Set.of(
            "direction",
            "event",
            "file",
            "operation",
            "outcome",
            "reason",
            "result",
            "schema",
            "status",
            "store",
            "topic",
            "what");

    /** A word in a name that is a unit, but not the base unit (seconds, bytes). */
    private static final Set<String> OTHER_UNITS = Set.of(
            "ms",
            "millis",
            "milliseconds",
            "micros",
            "nanos",
            "minutes",
            "hours",
            "days",
            "kb",
            "mb",
            "gb",
            "kilobytes",
            "megabytes",
            "kibibytes",
            "mebibytes",
            "percent",
            "percentage");

    /** More values of one label than this, in one scrape, are a label without bound. */
    private static final int MOST_VALUES = 50;

    /** Characters of a label's value, of any metric: what is longer came from outside. */
    private static final int LONGEST_VALUE = 300;

    private static final String OURS = "millrace_";
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)(?: \\d+)?");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]++|\\\\.)*+)\"");

    private MetricRules() {}

    /** What breaks the rules in the response of one process, one line for each; empty if nothing does. */
    public static List<String> violations(String scrape) {
        Map<String, String> types = headers(scrape, "# TYPE ");
        Map<String, String> descriptions = headers(scrape, "# HELP ");
        List<String> found = new ArrayList<>();
        types.forEach((name, type) -> {
            if (name.startsWith(OURS)) {
                checkName(name, type, found);
                if (descriptions.getOrDefault(name, "").isBlank()) {
                    found.add(name + " has no description");
                }
            }
        });
        checkLabels(scrape, found);
        return found;
    }

    /** The names of all samples. */
    public static Set<String> names(String scrape) {
        return samples(scrape).stream().map(Sample::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The values of our own metrics that are not a number: gauges whose source failed. */
    public static List<String> withoutValue(String scrape) {
        return samples(scrape).stream()
                .filter(sample ->
                        sample.name().startsWith(OURS) && sample.value().equals("NaN"))
                .map(Sample::name)
                .toList();
    }

    private static void checkName(String name, String type, List<String> found) {
        List<String> words = List.of(name.split("_"));
        words.stream()
                .filter(OTHER_UNITS::contains)
                .forEach(word -> found.add("%s: '%s' is no base unit".formatted(name, word)));
        String last = words.getLast();
        switch (type) {
            case "counter" -> require(last.equals("total"), name + " is a counter and must end in _total", found);
            case "summary", "histogram" ->
                require(
                        last.equals("seconds") || last.equals("bytes"),
                        name + " measures sizes or times and must end in _seconds or _bytes",
                        found);
            case "gauge" -> {
                require(!last.equals("total"), name + " is a gauge and must not end in _total", found);
                for (String unit : List.of("seconds", "bytes")) {
                    require(
                            !words.contains(unit) || last.equals(unit) || last.equals("max"),
                            "%s: the unit '%s' must be last".formatted(name, unit),
                            found);
                }
            }
            default -> found.add("%s is of the type %s".formatted(name, type));
        }
    }

    private static void checkLabels(String scrape, List<String> found) {
        Map<String, Set<String>> values = new TreeMap<>();
        for (Sample sample : samples(scrape)) {
            sample.labels()
                    .forEach((label, value) -> require(
                            value.length() <= LONGEST_VALUE,
                            "%s has a value of %d characters of the label '%s': %.200s"
                                    .formatted(sample.name(), value.length(), label, value),
                            found));
            if (sample.name().startsWith(OURS)) {
                sample.labels().forEach((label, value) -> {
                    if (!label.equals("quantile") && !label.equals("le")) {
                        values.computeIfAbsent(sample.name() + "{" + label, key -> new TreeSet<>())
                                .add(value);
                    }
                });
            }
        }
        values.forEach((key, all) -> {
            String name = key.substring(0, key.indexOf('{'));
            String label = key.substring(name.length() + 1);
            require(LABELS.contains(label), "%s has the label '%s'".formatted(name, label), found);
            require(
                    all.size() <= MOST_VALUES,
                    "%s has %d values of the label '%s'".formatted(name, all.size(), label),
                    found);
        });
    }

    private static void require(boolean kept, String rule, List<String> found) {
        if (!kept) {
            found.add(rule);
        }
    }

    private static Map<String, String> headers(String scrape, String kind) {
        Map<String, String> headers = new LinkedHashMap<>();
        scrape.lines().filter(line -> line.startsWith(kind)).forEach(line -> {
            String rest = line.substring(kind.length());
            int end = rest.indexOf(' ');
            headers.put(end < 0 ? rest : rest.substring(0, end), end < 0 ? "" : rest.substring(end + 1));
        });
        return headers;
    }

    private static List<Sample> samples(String scrape) {
        List<Sample> samples = new ArrayList<>();
        scrape.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            if (!sample.matches()) {
                throw new IllegalArgumentException("not a sample: " + line);
            }
            Map<String, String> labels = new HashMap<>();
            if (sample.group(2) != null) {
                Matcher label = LABEL.matcher(sample.group(2));
                while (label.find()) {
                    labels.put(label.group(1), label.group(2));
                }
            }
            samples.add(new Sample(sample.group(1), labels, sample.group(3)));
        });
        return samples;
    }

    private record Sample(String name, Map<String, String> labels, String value) {}
}
