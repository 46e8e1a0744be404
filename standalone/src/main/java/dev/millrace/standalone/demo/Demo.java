package dev.millrace.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.standalone.client.GitCommand;
import dev.millrace.standalone.client.SimulatedForge;
import dev.millrace.standalone.client.SimulatedForge.CheckRun;
import dev.millrace.standalone.client.SimulatedForge.PullRequest;
import dev.millrace.standalone.client.Team;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.client.Waiting;
import dev.millrace.standalone.process.Progress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The whole loop, as a team meets it in a day: App installed, repository mirrored and cloned, a push followed, a pull
 * request that passes and one that fails, whose check is run again, a merge, a deployment, and the resulting metrics. Runs once.
 */
public final class Demo {

    private static final String ORGANIZATION = "acme";
    // a failing stage is only detected after this time; on a busy machine a successful one takes minutes
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final Duration A_WHILE = Duration.ofMinutes(8);

    private final Progress progress;
    private final StageRunner stages;
    private final Target target;
    private final Path folder;
    private final SimulatedForge forge;
    private final SourceRepository source;
    private final String repository;
    private final Team team;
    private @Nullable PullRequest goodChange;
    private @Nullable PullRequest badChange;
    private String pageOfLastBuild = "";

    /**
     * The platform that the demo runs on.
     *
     * @param gateway its public address
     * @param forge address of the simulated forge
     * @param administratorToken authorizes the creation of a team
     * @param log where a service's log is, for people
     */
    public record Target(URI gateway, URI forge, String administratorToken, UnaryOperator<String> log) {}

    private Demo(Progress progress, Target target, Path folder, SourceRepository source, Team team) {
        this.progress = progress;
        this.stages = new StageRunner(progress);
        this.target = target;
        this.folder = folder;
        this.forge = SimulatedForge.at(target.forge());
        this.source = source;
        this.repository = ORGANIZATION + "/" + source.name();
        this.team = team;
    }

    /**
     * Runs on a platform with the simulated forge.
     *
     * @param original the Git repository to use; it is only read
     * @param folder for clones
     * @return whether every stage succeeded
     */
    public static boolean play(Path original, Target target, Path folder, Clock clock, Progress progress)
            throws InterruptedException {
        try {
            var source = SourceRepository.copyOf(original, folder.resolve("source.git"));
            progress.printText("");
            var team = Team.make(ORGANIZATION, target.gateway(), target.administratorToken(), clock);
            return new Demo(progress, target, folder, source, team).play();
        } catch (UnexpectedAnswer e) {
            progress.print("the demo cannot begin: " + e.getMessage());
            return false;
        }
    }

    private boolean play() throws InterruptedException {
        stages.play("A team installs the App", log("gateway"), this::installApp);
        stages.play("Its repository is mirrored", log("sync"), this::awaitMirror);
        stages.play("A user clones it through the gateway", log("git-http"), this::cloneFromMirror);
        stages.play("What is in the repository runs in production", log("insights"), () -> deploy(headOfForge()));
        stages.play("A user pushes at the forge", log("sync"), this::pushAtForge);
        stages.play("A pull request passes its pipeline", log("pipeline"), this::passPullRequest);
        stages.play("A pull request fails its pipeline", log("pipeline"), this::failPullRequest);
        stages.play("A user runs the failed check again", log("pipeline"), this::runCheckAgain);
        stages.play("The good one is merged and deployed", log("insights"), this::mergeAndDeploy);
        stages.play("What the platform reports about the team", log("insights"), this::showMetrics);
        if (stages.allWentWell()) {
            progress.printText(whatToTry());
        }
        return stages.allWentWell();
    }

    private void installApp() throws InterruptedException {
        forge.pushRepository(ORGANIZATION, source.name(), source.folder());
        print("%s is hosted at the simulated GitHub, %s".formatted(repository, forge.address()));
        String installation = forge.install(ORGANIZATION);
        team.link(installation, SOON);
        print("team '%s' has registered its public key; installation %s is linked to it"
                .formatted(team.slug(), installation));
    }

    private void awaitMirror() throws InterruptedException {
        Map<String, String> refs = forge.refs(repository);
        Waiting.until(A_WHILE, "the mirror to have what the forge has", () -> sameAsForge(refs));
        print("%d branches and tags are the same at the forge and in the mirror".formatted(refs.size()));
    }

    private Optional<Boolean> sameAsForge(Map<String, String> refs) {
        try {
            boolean same = GitCommand.refs(folder, team.cloneUrl(repository)).equals(refs);
            return Optional.of(same).filter(Boolean::booleanValue);
        } catch (UnexpectedAnswer e) {
            return Optional.empty(); // the mirror does not know the repository yet
        }
    }

    private void cloneFromMirror() {
        Path clone = folder.resolve("clone");
        long from = System.nanoTime();
        GitCommand.run(folder, "clone", "--quiet", team.cloneUrl(repository), clone.toString());
        print("git clone %s/%s.git with a token signed by the team's key took %s"
                .formatted(target.gateway(), repository, Progress.seconds(since(from))));
        String commits = GitCommand.run(clone, "rev-list", "--count", "--all");
        GitCommand.run(clone, "fsck", "--full", "--no-dangling");
        String head = GitCommand.run(clone, "rev-parse", "HEAD");
        expect(head.equals(headOfForge()), "the clone's HEAD is %s, the forge's is %s".formatted(head, headOfForge()));
        print("%s commits, git fsck finds nothing, HEAD %s as at the forge".formatted(commits, shortened(head)));
    }

    private void pushAtForge() throws InterruptedException {
        long pushed = System.nanoTime();
        var files = Map.of("ops.yml", Pipeline.of(repository), "DEMO.md", "Millrace was here.\n");
        String sha = forge.push(repository, branch(), "Add a pipeline", files).sha();
        print("the forge has %s on %s: a pipeline in ops.yml".formatted(shortened(sha), branch()));
        awaitInMirror(branch(), sha);
        print("the mirror has it after %s".formatted(Progress.seconds(since(pushed))));
    }

    private void awaitInMirror(String branch, String sha) throws InterruptedException {
        Waiting.until(
                SOON,
                "%s on %s in the mirror".formatted(sha, branch),
                () -> Optional.ofNullable(GitCommand.refs(folder, team.cloneUrl(repository))
                                .get("refs/heads/" + branch))
                        .filter(sha::equals));
    }

    private void passPullRequest() throws InterruptedException {
        goodChange = runPullRequest("say-hello", "Say hello", Map.of("HELLO.md", "Hello!\n"), "success");
    }

    private void failPullRequest() throws InterruptedException {
        badChange = runPullRequest("break-it", "Break it", Map.of("BROKEN", "on purpose\n"), "failure");
    }

    private void runCheckAgain() throws InterruptedException {
        String sha = Optional.ofNullable(badChange).orElseThrow().sha();
        CheckRun first = forge.checkRuns(repository, sha).getFirst();
        forge.runAgain(repository, first.id());
        CheckRun second = Waiting.until(
                A_WHILE,
                "another completed check run of " + sha,
                () -> forge.checkRuns(repository, sha).stream()
                        .filter(run -> run.id() != first.id())
                        .filter(run -> "completed".equals(run.now().status()))
                        .findFirst());
        print("Re-run at the forge: check run '%s' of the second attempt: %s"
                .formatted(second.name(), second.now().conclusion().orElse("without a conclusion")));
    }

    private PullRequest runPullRequest(String branch, String title, Map<String, String> files, String conclusion)
            throws InterruptedException {
        forge.push(repository, branch, title, files);
        PullRequest change = forge.openPullRequest(repository, title, branch);
        print("pull request #%d, %s".formatted(change.number(), title));
        CheckRun run =
                new CheckRunWatch(forge, progress).untilCompleted(repository, change.sha(), change.openedAt(), A_WHILE);
        String actual = run.now().conclusion().orElse("without a conclusion");
        expect(conclusion.equals(actual), "the check run ended with %s, not %s".formatted(actual, conclusion));
        showLog(change.sha());
        print("its page: " + run.detailsUrl());
        pageOfLastBuild = run.detailsUrl();
        return change;
    }

    private void showLog(String sha) {
        for (JsonNode build :
                team.read(repository, "/api/builds?repository=" + repository).path("builds")) {
            if (!build.path("sha").asText().equals(sha)) {
                continue;
            }
            String id = build.path("id").asText();
            for (JsonNode job : team.read(repository, "/api/builds/" + id).path("jobs")) {
                print("job '%s': %s"
                        .formatted(job.path("name").asText(), job.path("state").asText()));
                String log = team.read(repository, job.path("log").asText()).asText();
                log.lines().filter(line -> !line.isBlank()).limit(5).forEach(line -> print("  | " + line));
            }
            return;
        }
        throw new UnexpectedAnswer("the platform shows no build of " + sha);
    }

    private void mergeAndDeploy() throws InterruptedException {
        long number = Optional.ofNullable(goodChange).orElseThrow().number();
        String merged = forge.merge(repository, number);
        print("#%d is merged as %s".formatted(number, shortened(merged)));
        awaitInMirror(branch(), merged);
        deploy(merged);
        report(merged);
    }

    private void report(String sha) throws InterruptedException {
        String deployment = team.report(Map.of(
                "event_name",
                "deployment",
                "event_action",
                "success",
                "repo",
                repository,
                "branch",
                branch(),
                "commit",
                sha,
                "environment",
                "staging"));
        print("a job reports that it is deployed to staging, too");
        awaitDeployment(deployment, "&environment=staging");
    }

    private void deploy(String sha) throws InterruptedException {
        String deployment = forge.deploy(repository, sha, "production");
        print("the forge reports that %s is deployed to production".formatted(shortened(sha)));
        awaitDeployment(deployment, "");
    }

    private void awaitDeployment(String id, String parameters) throws InterruptedException {
        Waiting.until(
                SOON,
                "deployment %s in the insights".formatted(id),
                () -> deployments(parameters)
                        .filter(list -> list.findValuesAsText("id").contains(id)));
        print("the insights know of it");
    }

    private Optional<JsonNode> deployments(String parameters) {
        try {
            return Optional.of(team.read(repository, "/api/insights/deployments?repository=" + repository + parameters)
                    .path("items"));
        } catch (UnexpectedAnswer e) {
            return Optional.empty(); // the insights do not know the repository yet
        }
    }

    private void showMetrics() throws InterruptedException {
        JsonNode metrics = Waiting.until(SOON, "two deployments and the commits of the second", () -> {
            JsonNode all = team.read(
                    repository,
                    "/api/insights/metrics?metrics=deploymentFrequency,changeLeadTime&repository=" + repository);
            boolean there = all.at("/metrics/0/n").asInt() >= 2
                    && all.at("/metrics/1/n").asInt() >= 1;
            return Optional.of(all).filter(_ -> there);
        });
        JsonNode frequency = metrics.at("/metrics/0");
        print("deployment frequency: %d deployments, %.3f a day"
                .formatted(frequency.path("n").asInt(), frequency.path("value").asDouble()));
        JsonNode leadTime = metrics.at("/metrics/1");
        print("change lead time: median %.1f s over %d commits"
                .formatted(leadTime.path("value").asDouble(), leadTime.path("n").asInt()));
        print("the events behind it:");
        for (JsonNode deployment : deployments("").orElseThrow()) {
            print("  deployment %s of %s to %s at %s: %s, %d commits"
                    .formatted(
                            deployment.path("id").asText(),
                            shortened(deployment.path("sha").asText()),
                            deployment.path("environment").asText(),
                            deployment.path("finishedAt").asText(),
                            deployment.path("effect").asText(),
                            deployment.path("commitCount").asInt()));
            for (JsonNode commit : deployment.path("commits")) {
                print("    commit %s of %s: %.1f s until it was in production"
                        .formatted(
                                shortened(commit.path("id").asText()),
                                commit.path("at").asText(),
                                commit.path("leadTimeSeconds").asDouble()));
            }
        }
    }

    private String headOfForge() {
        return Optional.ofNullable(forge.refs(repository).get("refs/heads/" + branch()))
                .orElseThrow(() -> new UnexpectedAnswer("the forge has no branch " + branch()));
    }

    private String branch() {
        return GitCommand.run(source.folder(), "symbolic-ref", "--short", "HEAD");
    }

    private String whatToTry() {
        String token = team.token(repository, "git:read", "org:read");
        return """

                To try (the token is valid for 8 hours):
                  export TOKEN=%1$s
                  git clone %2$s://git:$TOKEN@%3$s/%4$s.git
                  curl -H "Authorization: Bearer $TOKEN" '%5$s/api/builds?repository=%4$s'
                  curl -H "Authorization: Bearer $TOKEN" '%5$s/api/insights/metrics?repository=%4$s'
                Start page: %5$s
                The build of the last pull request, readable without signing in: %7$s
                The simulated GitHub: %6$s; push and open pull requests with its control API below /_sim
                """.formatted(
                        token,
                        target.gateway().getScheme(),
                        target.gateway().getAuthority(),
                        repository,
                        target.gateway(),
                        forge.address(),
                        pageOfLastBuild);
    }

    private void print(String line) {
        progress.print("   " + line);
    }

    private String log(String service) {
        return target.log().apply(service);
    }

    private static void expect(boolean holds, String otherwise) {
        if (!holds) {
            throw new UnexpectedAnswer(otherwise);
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static String shortened(String sha) {
        return sha.substring(0, Math.min(10, sha.length()));
    }
}
