package dev.millrace.ingest.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Event;
import dev.millrace.events.EventIds;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.DeploymentCreated;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.events.forge.EventReport;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.Normalization;
import dev.millrace.ingest.forge.Normalization.Normalized;
import dev.millrace.ingest.forge.Normalization.Unused;
import dev.millrace.ingest.repository.TeamRepository;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportNormalizerTest {

    private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");
    private static final String SHA = "1".repeat(40);
    private static final UUID ID = UUID.fromString("7a0c0ffe-0000-4000-8000-000000000001");
    private static final ReportHeaders OF_WIDGETS = new ReportHeaders(
            "acme", Optional.of("github-action"), Optional.of(new TeamRepository(ID, "acme/widgets")));

    private final ReportNormalizer normalizer = new ReportNormalizer(URI.create("https://millrace.example.com/"));

    @Test
    void makesAFinishedDeploymentOfASuccess() {
        assertThat(events(ReadReportTest.deployment("\"meta\": {\"user\": \"mona\"}")))
                .singleElement()
                .isInstanceOfSatisfying(DeploymentStatusChanged.class, status -> {
                    assertThat(status.eventId()).isEqualTo(EventIds.of("millrace", "guid-1", 1));
                    assertThat(status.key()).isEqualTo("millrace:" + ID);
                    assertThat(status.repository().fullName()).isEqualTo("acme/widgets");
                    assertThat(status.repository().cloneUrl())
                            .isEqualTo("https://millrace.example.com/acme/widgets.git");
                    assertThat(status.deploymentId()).isEqualTo("guid-1");
                    assertThat(status.environment()).isEqualTo("production");
                    assertThat(status.state()).isEqualTo(State.SUCCESS);
                    assertThat(status.ref()).isEqualTo("main");
                    assertThat(status.sha()).isEqualTo(SHA);
                    assertThat(status.actor()).contains(new Actor("mona", "mona", Actor.Kind.USER));
                    assertThat(status.report())
                            .contains(new EventReport("acme", Optional.of("github-action"), Optional.of("github")));
                    assertThat(status.occurredAt()).isEqualTo(AT);
                });
    }

    @Test
    void joinsTheReportsOfOneDeploymentByTheirId() {
        List<Event> started =
                events(ReadReportTest.deployment("\"event_action\": \"started\", \"deployment_id\": \"7\""));
        List<Event> ended =
                events(ReadReportTest.deployment("\"event_action\": \"failure\", \"deployment_id\": \"7\""));
        List<Event> elsewhere = events(ReadReportTest.deployment(
                "\"event_action\": \"failure\", \"deployment_id\": \"7\", \"environment\": \"staging\""));

        assertThat(started).hasSize(2);
        assertThat(started.getFirst()).isInstanceOf(DeploymentCreated.class);
        var pending = (DeploymentStatusChanged) started.getLast();
        var failed = (DeploymentStatusChanged) ended.getFirst();
        assertThat(pending.state()).isEqualTo(State.PENDING);
        assertThat(failed.state()).isEqualTo(State.FAILURE);
        assertThat(failed.deploymentId()).isEqualTo(pending.deploymentId());
        assertThat(((DeploymentStatusChanged) elsewhere.getFirst()).deploymentId())
                .isNotEqualTo(failed.deploymentId());
    }

    @Test
    void leavesNoDeploymentUnfinishedThatNothingCanEnd() {
        assertThat(events(ReadReportTest.deployment("\"event_action\": \"started\"")))
                .singleElement()
                .isInstanceOf(DeploymentCreated.class);
        assertThat(normalize(ReadReportTest.deployment("\"event_action\": \"progressing\""), OF_WIDGETS))
                .isEqualTo(new Unused());
        assertThat(normalize(ReadReportTest.deployment("\"event_action\": \"rolled_back\""), OF_WIDGETS))
                .isEqualTo(new Unused());
    }

    @Test
    void makesAMergedChange() {
        assertThat(events(change("merge", "\"branch\": \"wheel\", \"commit\": \"%s\"".formatted(SHA))))
                .singleElement()
                .isInstanceOfSatisfying(ChangeUpdated.class, change -> {
                    assertThat(change.action()).isEqualTo(ChangeUpdated.Action.MERGED);
                    assertThat(change.number()).isEqualTo(7);
                    assertThat(change.author().login()).isEqualTo("mona");
                    assertThat(change.baseRef()).isEqualTo("main");
                    assertThat(change.headRef()).isEqualTo("wheel");
                    assertThat(change.mergeCommitSha()).contains(SHA);
                    assertThat(change.mergedAt()).contains(AT);
                    assertThat(change.closedAt()).contains(AT);
                    assertThat(change.report()).isPresent();
                });
    }

    @ParameterizedTest
    @CsvSource({
        "open, OPENED",
        "review_request, REVIEW_REQUESTED",
        "change, SYNCHRONIZED",
        "close, CLOSED",
        "reopen, REOPENED"
    })
    void namesTheActionsOfAChangeAsForgesDo(String action, ChangeUpdated.Action named) {
        assertThat(events(change(action, "\"target\": \"wheel\", \"commit\": \"%s\"".formatted(SHA))))
                .singleElement()
                .isInstanceOfSatisfying(ChangeUpdated.class, change -> {
                    assertThat(change.action()).isEqualTo(named);
                    assertThat(change.headRef()).isEqualTo("wheel");
                    assertThat(change.mergedAt()).isEmpty();
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"branch\": \"wheel\"", "\"commit\": \"1111111111111111111111111111111111111111\""})
    void usesNoChangeThatStatesTooLittle(String fields) {
        assertThat(normalize(change("open", fields), OF_WIDGETS)).isEqualTo(new Unused());
    }

    @Test
    void usesNothingOfARepositoryThatIsUnknownAndNoOtherEvents() {
        var unknown = new ReportHeaders("acme", Optional.empty(), Optional.empty());

        assertThat(normalize(ReadReportTest.deployment("\"meta\": null"), unknown))
                .isEqualTo(new Unused());
        assertThat(normalize(
                        "{\"team_id\": \"acme\", \"event_name\": \"ticket\", \"event_action\": \"x\", \"repo\": \"w\"}",
                        OF_WIDGETS))
                .isEqualTo(new Unused());
    }

    @ParameterizedTest
    @CsvSource({"github-action, github", "gitlab-job, gitlab", "circleci-orb,", "curl,"})
    void knowsTheForgeOfTheUserFromTheMechanism(String mechanism, String forge) {
        assertThat(new ReportHeaders("acme", Optional.of(mechanism), Optional.empty()).actorForge())
                .isEqualTo(Optional.ofNullable(forge));
    }

    @Test
    void readsItsOwnHeadersOnly() {
        assertThat(normalizer.reads(OF_WIDGETS.toMap())).isTrue();
        assertThat(ReportHeaders.of(OF_WIDGETS.toMap())).isEqualTo(OF_WIDGETS);
        assertThat(normalizer.reads(Map.of("x-github-event", "deployment", "millrace-forge", "gitea")))
                .isFalse();
    }

    private static String change(String action, String fields) {
        return """
                {"team_id": "acme", "event_name": "change", "event_action": "%s", "repo": "acme/widgets", "number": 7,
                 "author": "mona", "base": "main", %s}
                """.formatted(action, fields);
    }

    private List<Event> events(String json) {
        Normalization normalization = normalize(json, OF_WIDGETS);
        assertThat(normalization).isInstanceOf(Normalized.class);
        return ((Normalized) normalization).events();
    }

    private Normalization normalize(String json, ReportHeaders headers) {
        return normalizer.normalize(
                new Delivered("millrace", "guid-1", "deployment", AT, headers.toMap()), json.getBytes(UTF_8));
    }
}
