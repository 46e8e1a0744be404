package dev.millrace.conformance;

import dev.millrace.conformance.process.NodeProject;
import dev.millrace.conformance.process.ServiceProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The simulated GitHub against GitHub's own descriptions of its webhooks and its REST API, as Octokit publishes them. */
class SimulatedGitHubIT {

    @Test
    void sendsAndAnswersWhatGitHubDescribes() throws IOException, InterruptedException {
        try (ServiceProcess simulator = ServiceProcess.start("forge-simulator", "192m", Map.of())) {
            NodeProject.runTests(
                    Map.of("MILLRACE_SIMULATOR", simulator.address().toString()),
                    Duration.ofMinutes(5),
                    List.of("webhooks.test.mjs", "rest.test.mjs"));
        }
    }
}
