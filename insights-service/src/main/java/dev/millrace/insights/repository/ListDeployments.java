package dev.millrace.insights.repository;

import static java.util.Comparator.comparing;

import dev.millrace.insights.metric.Choices;
import dev.millrace.insights.metric.Deployment;
import dev.millrace.insights.metric.DeploymentLog;
import dev.millrace.insights.metric.Effect.Ships;
import dev.millrace.insights.metric.ForgeNumber;
import dev.millrace.insights.metric.JudgedDeployment;
import dev.millrace.insights.metric.ShippedCommit;
import dev.millrace.insights.metric.Window;
import dev.millrace.insights.repository.DeploymentsBody.EnvironmentsBody;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Lists the deployments of a history, and what they shipped. Pure. */
final class ListDeployments {

    private static final Comparator<Page.Key> OLDEST_FIRST =
            comparing(Page.Key::at).thenComparing(Page.Key::id, ForgeNumber.ORDER);

    private final History history;
    private final DeploymentLog log;
    private final DeploymentsQuery query;
    private final Window window;
    private final Choices choices;

    ListDeployments(History history, DeploymentsQuery query) {
        this.history = history;
        this.log = history.log(query.scope());
        this.query = query;
        this.window = query.window();
        this.choices = query.choices();
    }

    /** The requested page. */
    DeploymentsBody deployments() {
        List<Listed> newestFirst = Stream.of(
                        log.successes(window).stream()
                                .map(judged ->
                                        new Listed(judged.deployment(), () -> DeploymentBody.of(judged, choices))),
                        log.failures(window).stream()
                                .map(attempt -> new Listed(attempt, () -> DeploymentBody.of(attempt))),
                        log.unfinished(window).stream()
                                .map(attempt -> new Listed(attempt, () -> DeploymentBody.of(attempt))))
                .flatMap(all -> all)
                .sorted(comparing(Listed::key, OLDEST_FIRST.reversed()))
                .toList();
        var page = query.page().of(newestFirst, Listed::key, OLDEST_FIRST.reversed());
        return new DeploymentsBody(
                page.items().stream().map(listed -> listed.body().get()).toList(),
                page.next().map(Page.Key::text),
                new EnvironmentsBody(
                        log.environments(), DeploymentLog.unmappedEnvironments(history.facts(), history.rules())));
    }

    /** A deployment in the list. The body, with its commits, is only made for those on the page. */
    private record Listed(Deployment deployment, Supplier<DeploymentBody> body) {

        Page.Key key() {
            return new Page.Key(deployment.finishedAt().orElse(deployment.createdAt()), deployment.id());
        }
    }

    /** What a deployment first shipped, whenever it finished; empty if there is no such success in the scope. */
    Optional<CommitsBody> commits(String deployment) {
        return log.successes().stream()
                .filter(judged -> judged.deployment().id().equals(deployment))
                .findFirst()
                .map(judged -> {
                    var page = query.page()
                            .of(
                                    shipped(judged).toList(),
                                    commit -> new Page.Key(commit.at(), commit.id()),
                                    comparing(Page.Key::at).thenComparing(Page.Key::id));
                    return new CommitsBody(
                            page.items().stream()
                                    .map(commit -> CommitBody.of(commit, choices))
                                    .toList(),
                            page.next().map(Page.Key::text));
                });
    }

    private static Stream<ShippedCommit> shipped(JudgedDeployment judged) {
        return judged.effect() instanceof Ships(var commits, var changes) ? commits.stream() : Stream.empty();
    }
}
