package dev.millrace.bench.platform;

import dev.millrace.standalone.client.GitCommand;
import dev.millrace.standalone.client.SimulatedForge;
import dev.millrace.standalone.client.Team;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.client.Waiting;
import dev.millrace.standalone.demo.SourceRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A team with one mirrored repository, the checkout's own, with a pipeline that does nothing: the measurement covers
 * the platform, not a user's tests.
 *
 * @param repository {@code owner/name}
 * @param branch its default branch
 */
public record BenchTeam(SimulatedForge forge, Team team, String repository, String branch) {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    static final String PIPELINE = "bench:1.0.0";

    /**
     * Sets everything up and waits until the mirror is complete.
     *
     * @throws UnexpectedAnswer if that does not happen
     */
    public static BenchTeam join(BenchPlatform platform, Path root) throws IOException, InterruptedException {
        var source = SourceRepository.copyOf(root, platform.scratch().resolve("source.git"));
        var forge = SimulatedForge.at(platform.url("simulator"));
        String repository = "acme/" + source.name();
        String branch = GitCommand.run(source.folder(), "symbolic-ref", "--short", "HEAD");
        forge.importRepository("acme", source.name(), source.folder());
        var team = Team.make("acme", platform.url("gateway"), platform.key("administrator-token"), Clock.systemUTC());
        team.link(forge.install("acme"), TIMEOUT);
        forge.push(repository, branch, "Add a pipeline", Map.of("ops.yml", opsYml(repository)));
        var joined = new BenchTeam(forge, team, repository, branch);
        Waiting.until(TIMEOUT, "the mirror", () -> joined.mirrored(source.folder()));
        return joined;
    }

    private Optional<Boolean> mirrored(Path folder) {
        try {
            return Optional.of(
                            GitCommand.refs(folder, team.cloneUrl(repository)).equals(forge.refs(repository)))
                    .filter(Boolean::booleanValue);
        } catch (UnexpectedAnswer e) {
            return Optional.empty(); // the mirror does not know the repository yet
        }
    }

    private static String opsYml(String repository) {
        return """
                version: "1"
                pipelines:
                  - name: %2$s
                    description: Nothing
                    events:
                      - "github:%1$s:pull_request.opened"
                    jobs:
                      - name: nothing
                        steps:
                          - "true"
                """.formatted(repository, PIPELINE);
    }
}
