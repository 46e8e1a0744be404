package dev.millrace.bench.sync;

import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.platform.MirrorView;
import dev.millrace.standalone.client.GitCommand;
import dev.millrace.standalone.client.SimulatedForge;
import dev.millrace.standalone.client.SimulatedForge.Pushed;
import dev.millrace.standalone.client.Team;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Repositories at the simulated forge, and a team that mirrors some of them. */
final class MirroredForge {

    static final String BRANCH = "main";

    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final int FILES = 40;
    private static final int LINES = 50;

    private final BenchPlatform platform;
    private final SimulatedForge forge;
    private final Team team;
    private final Path seed;

    private MirroredForge(BenchPlatform platform, SimulatedForge forge, Team team, Path seed) {
        this.platform = platform;
        this.forge = forge;
        this.team = team;
        this.seed = seed;
    }

    /** A team on a running platform, which mirrors nothing yet. */
    static MirroredForge join(BenchPlatform platform) throws IOException {
        Path seed = platform.scratch().resolve("seed.git");
        GitCommand.run(platform.scratch(), "init", "--quiet", "--bare", "--initial-branch=" + BRANCH, seed.toString());
        GitCommand.runWithInput(seed, firstCommit(), "fast-import", "--quiet");
        var team = Team.make("bench", platform.url("gateway"), platform.key("administrator-token"), Clock.systemUTC());
        return new MirroredForge(platform, SimulatedForge.at(platform.url("simulator")), team, seed);
    }

    private static String firstCommit() {
        var stream = new StringBuilder("""
                commit refs/heads/%s
                committer Ann <ann@example.invalid> 1600000000 +0000
                data 5
                First
                """.formatted(BRANCH));
        for (int file = 0; file < FILES; file++) {
            String content = "line of file %d\n".formatted(file).repeat(LINES);
            stream.append("M 100644 inline folder-%d/file-%d.txt\ndata %d\n%s\n"
                    .formatted(file % 4, file, content.length(), content));
        }
        return stream.toString();
    }

    /** A new repository that no team mirrors, {@code owner/name}. */
    String lone(String organization) {
        forge.importRepository(organization, "lone", seed);
        return organization + "/lone";
    }

    /**
     * New repositories of a new organization on which the App is installed for the team; waits until all are mirrored.
     *
     * @return their names, {@code owner/name}
     */
    List<String> mirrored(String organization, int howMany) throws InterruptedException {
        var names = new ArrayList<String>();
        String tip = GitCommand.run(seed, "rev-parse", BRANCH);
        var arrivals = new Arrivals();
        for (int number = 0; number < howMany; number++) {
            String name = "repository-%03d".formatted(number);
            forge.importRepository(organization, name, seed);
            names.add(organization + "/" + name);
            arrivals.pushed(names.getLast(), tip, Clock.systemUTC().instant());
        }
        team.link(forge.install(organization), TIMEOUT);
        try (var watch = MirrorWatch.start(platform, team.slug(), arrivals)) {
            watch.awaitAll(TIMEOUT);
        }
        System.out.printf("%d repositories of %s are mirrored%n", howMany, organization);
        return names;
    }

    /** A small commit on the default branch; contents must differ. */
    Pushed push(String repository, String content) {
        return forge.push(repository, BRANCH, "Change", Map.of("folder-0/changed.txt", content + "\n"));
    }

    /** The mirrors as clients see them. */
    MirrorView view() {
        return new MirrorView(platform.url("gateway"), team);
    }

    SimulatedForge forge() {
        return forge;
    }

    Team team() {
        return team;
    }
}
