package dev.millrace.bench.abuse;

import dev.millrace.bench.platform.BenchPlatform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The services' processes: which of them ended, and the maximum heap usage of each. */
final class Processes {

    private static final List<String> SERVICES =
            List.of("ingest", "sync", "git-http", "pipeline", "insights", "webhook-delivery", "gateway");
    private static final Pattern USED =
            Pattern.compile("^jvm_memory_used_bytes\\{[^}]*area=\"heap\"[^}]*} ([0-9.E]+)", Pattern.MULTILINE);

    private final BenchPlatform platform;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Map<String, Long> pids = new TreeMap<>();
    private final Map<String, Long> mostBytes = new TreeMap<>();
    private int crashes;

    Processes(BenchPlatform platform) {
        this.platform = platform;
        for (String service : SERVICES) {
            platform.find(service).ifPresent(process -> pids.put(service, process.pid()));
        }
    }

    /** Samples each of them once. */
    void sample() throws InterruptedException {
        for (String service : SERVICES) {
            Optional<Long> pid =
                    platform.find(service).filter(ProcessHandle::isAlive).map(ProcessHandle::pid);
            if (!pid.equals(Optional.ofNullable(pids.get(service)))) {
                if (pids.remove(service) != null) {
                    crashes++;
                    System.out.println("the process of " + service + " has ended");
                }
                pid.ifPresent(now -> pids.put(service, now));
            }
            long used = heapBytes(service);
            mostBytes.merge(service, used, Math::max);
        }
    }

    private long heapBytes(String service) throws InterruptedException {
        URI metrics = URI.create(platform.fact(service + "-management-url")).resolve("/q/metrics");
        try {
            String text = http.send(
                            HttpRequest.newBuilder(metrics)
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            double sum = 0;
            for (Matcher matcher = USED.matcher(text); matcher.find(); ) {
                sum += Double.parseDouble(matcher.group(1));
            }
            return (long) sum;
        } catch (IOException unavailable) {
            return 0; // a missing process is counted as a crash
        }
    }

    int crashes() {
        return crashes;
    }

    @Override
    public String toString() {
        var text = new StringBuilder("heap used at most, MB:");
        mostBytes.forEach(
                (service, bytes) -> text.append(' ').append(service).append('=').append(bytes / 1_000_000));
        return text.toString();
    }
}
