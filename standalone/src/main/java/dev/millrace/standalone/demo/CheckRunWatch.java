package dev.millrace.standalone.demo;

import dev.millrace.standalone.client.SimulatedForge;
import dev.millrace.standalone.client.SimulatedForge.CheckRun;
import dev.millrace.standalone.client.SimulatedForge.CheckState;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.client.Waiting;
import dev.millrace.standalone.process.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Polls the check run of one commit at the forge, and reports each change of its state. Used for one commit. */
final class CheckRunWatch {

    private final SimulatedForge forge;
    private final Progress progress;
    private int reported;

    CheckRunWatch(SimulatedForge forge, Progress progress) {
        this.forge = forge;
        this.progress = progress;
    }

    /**
     * Waits until the commit's one check run is completed.
     *
     * @param since when the cause of the check run happened, by the forge's clock; reported times count from it
     * @throws UnexpectedAnswer if that takes too long, or the forge shows more than one
     */
    CheckRun untilCompleted(String repository, String sha, Instant since, Duration timeout)
            throws InterruptedException {
        return Waiting.until(timeout, "a completed check run of " + sha, () -> {
            List<CheckRun> runs = forge.checkRuns(repository, sha);
            if (runs.size() > 1) {
                throw new UnexpectedAnswer("one build, but %d check runs: %s".formatted(runs.size(), runs));
            }
            runs.forEach(run -> report(run, since));
            return runs.stream()
                    .filter(run -> "completed".equals(run.now().status()))
                    .findFirst();
        });
    }

    private void report(CheckRun run, Instant since) {
        for (CheckState state : run.history().subList(reported, run.history().size())) {
            progress.print("   check run '%s' after %s: %s%s%s"
                    .formatted(
                            run.name(),
                            Progress.seconds(Duration.between(since, state.at())),
                            state.status(),
                            state.conclusion().map(end -> ", " + end).orElse(""),
                            Optional.of(state.title())
                                    .filter(title -> !title.isEmpty())
                                    .map(title -> " (" + title + ")")
                                    .orElse("")));
        }
        reported = run.history().size();
    }
}
