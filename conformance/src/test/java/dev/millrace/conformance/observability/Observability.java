package dev.millrace.conformance.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is in {@code deploy/observability}. */
public final class Observability {

    static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    static final Path FOLDER = ROOT.resolve("deploy/observability");

    /** Written by Prometheus itself for each target. */
    private static final Set<String> OF_PROMETHEUS = Set.of("up");

    private static final Pattern ALERT = Pattern.compile("(?m)^ {6}- alert: (\\w+)$");
    private static final Pattern EXPRESSION = Pattern.compile("(?m)^ {8}expr: (?:'(.*)'|\\|-\\n((?: {10}.*\\n)+))");
    private static final Pattern RUNBOOK = Pattern.compile("(?m)^ {10}runbook_url: (\\S+)$");

    private Observability() {}

    /** Where metrics are used that a platform must have: by metric, the alerts and panels. */
    public static Map<String, Set<String>> usedMetrics() throws IOException {
        Map<String, Set<String>> used = new TreeMap<>();
        for (Alert alert : alerts()) {
            note(used, alert.name(), alert.expression());
        }
        for (Path dashboard : dashboards()) {
            for (JsonNode panel : json(dashboard).path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                    note(
                            used,
                            "%s: %s"
                                    .formatted(
                                            dashboard.getFileName(),
                                            panel.path("title").asText()),
                            target.path("expr").asText());
                }
            }
        }
        return used;
    }

    /**
     * What a process reports to Prometheus.
     *
     * @param management root of its management port
     */
    public static String scrape(URI management) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(management.resolve("/q/metrics"))
                    // the format that is simplest to read
                    .header("Accept", "text/plain")
                    .build();
            return http.send(request, BodyHandlers.ofString()).body();
        }
    }

    /** The page about operating. */
    public static String handbook() throws IOException {
        return Files.readString(ROOT.resolve("docs/operating.md"));
    }

    static List<Alert> alerts() throws IOException {
        String text = Files.readString(FOLDER.resolve("alerts.yml"));
        List<Alert> alerts = new ArrayList<>();
        Map<String, String> rules = new LinkedHashMap<>();
        Matcher start = ALERT.matcher(text);
        String name = "";
        int from = 0;
        while (start.find()) {
            rules.put(name, text.substring(from, start.start()));
            name = start.group(1);
            from = start.end();
        }
        rules.put(name, text.substring(from));
        rules.remove("");
        rules.forEach(
                (alert, rule) -> alerts.add(new Alert(alert, expression(alert, rule), found(RUNBOOK, alert, rule))));
        return alerts;
    }

    static List<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve("dashboards"))) {
            return files.sorted().toList();
        }
    }

    static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    private static void note(Map<String, Set<String>> used, String where, String expression) {
        for (String metric : MetricNames.in(expression)) {
            if (!OF_PROMETHEUS.contains(metric)) {
                used.computeIfAbsent(metric, key -> new TreeSet<>()).add(where);
            }
        }
    }

    private static String expression(String alert, String rule) {
        Matcher found = EXPRESSION.matcher(rule);
        if (!found.find()) {
            throw new IllegalArgumentException(alert + " has no expression in the form that this test reads");
        }
        return found.group(1) == null ? found.group(2) : found.group(1).replace("''", "'");
    }

    private static String found(Pattern pattern, String alert, String rule) {
        Matcher found = pattern.matcher(rule);
        return found.find() ? found.group(1) : "no match of %s in %s".formatted(pattern, alert);
    }

    record Alert(String name, String expression, String runbook) {}
}
