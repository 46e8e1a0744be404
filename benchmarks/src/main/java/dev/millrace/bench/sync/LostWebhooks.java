package dev.millrace.bench.sync;

import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.platform.Latencies;
import dev.millrace.standalone.client.SimulatedForge.Pushed;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Pushes that no webhook reports, and how long mirrors stay behind: polling has to find them. */
final class LostWebhooks {

    private static final int REPOSITORIES = 10;
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private LostWebhooks() {}

    /** Runs the measurement; returns the result line. The result is the mirror that stayed behind longest. */
    static String measure(BenchPlatform platform, MirroredForge forge) throws InterruptedException {
        List<String> repositories = forge.mirrored("unreported", REPOSITORIES);
        System.out.println("every webhook is lost now; waiting for polls ...");
        var arrivals = new Arrivals();
        forge.forge().dropDeliveries();
        try (var watch = MirrorWatch.start(platform, forge.team().slug(), arrivals)) {
            for (String repository : repositories) {
                Pushed pushed = forge.push(repository, "unreported");
                arrivals.pushed(repository, pushed.sha(), pushed.appliedAt());
            }
            watch.awaitAll(TIMEOUT);
        } finally {
            forge.forge().endFaults();
        }
        var healed = new Latencies(arrivals.lags());
        System.out.println("push at the forge to the mirror, no webhook: " + healed);
        // rounded up: a goal is never met by rounding
        return String.format(
                Locale.ROOT, "RESULT sync healed s=%.1f", Math.ceil(healed.quantileMillis(1) / 100.0) / 10);
    }
}
