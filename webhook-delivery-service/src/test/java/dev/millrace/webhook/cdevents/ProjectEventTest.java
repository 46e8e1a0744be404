package dev.millrace.webhook.cdevents;

import static dev.millrace.webhook.cdevents.ForgeEvents.AT;
import static dev.millrace.webhook.cdevents.ForgeEvents.ONE;
import static dev.millrace.webhook.cdevents.ForgeEvents.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.events.Event;
import dev.millrace.events.forge.ChangeReviewed;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.ReleaseChanged;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RepositoryDeleted;
import dev.millrace.events.pipeline.Build;
import dev.millrace.events.pipeline.BuildFinished;
import dev.millrace.events.pipeline.BuildQueued;
import dev.millrace.events.pipeline.BuildStarted;
import dev.millrace.events.pipeline.Conclusion;
import dev.millrace.events.pipeline.JobFinished;
import dev.millrace.events.pipeline.JobStarted;
import dev.millrace.webhook.cdevents.Projection.NotProjected;
import dev.millrace.webhook.cdevents.Projection.Projected;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of the mapping, validated against the published schemas. */
class ProjectEventTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final CdEventSchemas SCHEMAS = new CdEventSchemas();
    private static final ForgeEvents FORGE = ForgeEvents.ofWidgets("900100");
    private static final Build BUILD =
            ForgeEvents.build("acme", UUID.fromString("6f1f0a52-6f0e-4a0f-9f63-7f2f2a1b0002"));

    private final ProjectEvent projectEvent = new ProjectEvent(URI.create("https://millrace.example.org/"));

    static Stream<Arguments> mapping() {
        return Stream.of(
                row(FORGE.pushed("refs/heads/x", Optional.empty(), Optional.of(TWO)), CdEventType.BRANCH_CREATED),
                row(FORGE.pushed("refs/heads/x", Optional.of(ONE), Optional.of(TWO)), CdEventType.PUSH_UPDATED),
                row(FORGE.pushed("refs/heads/x", Optional.of(ONE), Optional.empty()), CdEventType.BRANCH_DELETED),
                row(FORGE.pushed("refs/tags/v1", Optional.empty(), Optional.of(TWO)), CdEventType.TAG_CREATED),
                row(FORGE.pushed("refs/tags/v1", Optional.of(ONE), Optional.of(TWO)), CdEventType.TAG_UPDATED),
                row(FORGE.pushed("refs/tags/v1", Optional.of(ONE), Optional.empty()), CdEventType.TAG_DELETED),
                row(change(ChangeUpdated.Action.OPENED), CdEventType.CHANGE_CREATED),
                row(FORGE.change(ChangeUpdated.Action.OPENED, 7, ""), CdEventType.CHANGE_CREATED),
                row(change(ChangeUpdated.Action.SYNCHRONIZED), CdEventType.CHANGE_UPDATED),
                row(change(ChangeUpdated.Action.EDITED), CdEventType.CHANGE_UPDATED),
                row(change(ChangeUpdated.Action.REOPENED), CdEventType.CHANGE_UPDATED),
                row(change(ChangeUpdated.Action.READY_FOR_REVIEW), CdEventType.CHANGE_UPDATED),
                row(change(ChangeUpdated.Action.CONVERTED_TO_DRAFT), CdEventType.CHANGE_UPDATED),
                row(change(ChangeUpdated.Action.MERGED), CdEventType.CHANGE_MERGED),
                row(change(ChangeUpdated.Action.CLOSED), CdEventType.CHANGE_ABANDONED),
                row(FORGE.reviewed(ChangeReviewed.Action.SUBMITTED), CdEventType.CHANGE_REVIEWED),
                row(FORGE.repository(RepositoryUpdated.Action.CREATED), CdEventType.REPOSITORY_CREATED),
                row(FORGE.repository(RepositoryUpdated.Action.DELETED), CdEventType.REPOSITORY_DELETED),
                row(FORGE.repository(RepositoryUpdated.Action.RENAMED), CdEventType.REPOSITORY_MODIFIED),
                row(FORGE.repository(RepositoryUpdated.Action.TRANSFERRED), CdEventType.REPOSITORY_MODIFIED),
                row(FORGE.repository(RepositoryUpdated.Action.ARCHIVED), CdEventType.REPOSITORY_MODIFIED),
                row(FORGE.repository(RepositoryUpdated.Action.UNARCHIVED), CdEventType.REPOSITORY_MODIFIED),
                row(FORGE.repository(RepositoryUpdated.Action.PRIVATIZED), CdEventType.REPOSITORY_MODIFIED),
                row(FORGE.repository(RepositoryUpdated.Action.PUBLICIZED), CdEventType.REPOSITORY_MODIFIED),
                row(FORGE.repository(RepositoryUpdated.Action.EDITED), CdEventType.REPOSITORY_MODIFIED),
                row(FORGE.release(ReleaseChanged.Action.PUBLISHED), CdEventType.RELEASE_PUBLISHED),
                row(FORGE.deployment(State.SUCCESS, "production", TWO), CdEventType.SERVICE_DEPLOYED),
                row(new BuildQueued(UUID.randomUUID(), BUILD, AT), CdEventType.PIPELINE_RUN_QUEUED),
                row(new BuildStarted(UUID.randomUUID(), BUILD, AT), CdEventType.PIPELINE_RUN_STARTED),
                row(
                        new BuildFinished(UUID.randomUUID(), BUILD, Conclusion.SUCCESS, AT),
                        CdEventType.PIPELINE_RUN_FINISHED),
                row(new JobStarted(UUID.randomUUID(), BUILD, "compile", AT), CdEventType.TASK_RUN_STARTED),
                row(
                        new JobFinished(UUID.randomUUID(), BUILD, "compile", Conclusion.SKIPPED, AT),
                        CdEventType.TASK_RUN_FINISHED));
    }

    static Stream<Event> notProjected() {
        Stream<Event> quietActions = EnumSet.complementOf(EnumSet.of(
                        ChangeUpdated.Action.OPENED,
                        ChangeUpdated.Action.SYNCHRONIZED,
                        ChangeUpdated.Action.EDITED,
                        ChangeUpdated.Action.REOPENED,
                        ChangeUpdated.Action.READY_FOR_REVIEW,
                        ChangeUpdated.Action.CONVERTED_TO_DRAFT,
                        ChangeUpdated.Action.MERGED,
                        ChangeUpdated.Action.CLOSED))
                .stream()
                .map(ProjectEventTest::change);
        Stream<Event> otherReleases = Arrays.stream(ReleaseChanged.Action.values())
                .filter(action -> action != ReleaseChanged.Action.PUBLISHED)
                .map(FORGE::release);
        Stream<Event> otherStates = Arrays.stream(State.values())
                .filter(state -> state != State.SUCCESS)
                .map(state -> FORGE.deployment(state, "production", TWO));
        Stream<Event> others = Stream.of(
                FORGE.pushed("refs/notes/commits", Optional.empty(), Optional.of(TWO)),
                FORGE.announced("refs/heads/x"),
                FORGE.reviewed(ChangeReviewed.Action.EDITED),
                FORGE.reviewed(ChangeReviewed.Action.DISMISSED),
                FORGE.deployment(State.SUCCESS, "", TWO),
                FORGE.deployment(State.SUCCESS, "production", "main"),
                FORGE.deployment(State.SUCCESS, "production", "222222222222"),
                new RepositoryDeleted(
                        UUID.randomUUID(),
                        new MirroredRepository(UUID.randomUUID(), "acme", "acme/widgets", Optional.empty()),
                        AT));
        return Stream.of(quietActions, otherReleases, otherStates, others).flatMap(each -> each);
    }

    @ParameterizedTest
    @MethodSource("mapping")
    void projectsToAValidCdEvent(Event event, CdEventType type) throws IOException {
        CdEvent projected = projected(event);

        assertThat(projected.type()).isEqualTo(type);
        assertThat(SCHEMAS.violations(projected.json())).isEmpty();
        JsonNode cloudEvent = JSON.readTree(projected.cloudEventJson());
        assertThat(cloudEvent.path("data")).isEqualTo(JSON.readTree(projected.json()));
        assertThat(cloudEvent.path("specversion").asText()).isEqualTo("1.0");
        assertThat(cloudEvent.path("datacontenttype").asText()).isEqualTo("application/json");
        // the binding of CDEvents: these attributes are copies
        for (String attribute : List.of("id", "source", "type")) {
            assertThat(cloudEvent.path(attribute)).isEqualTo(cloudEvent.at("/data/context/" + attribute));
        }
        assertThat(cloudEvent.path("time")).isEqualTo(cloudEvent.at("/data/context/timestamp"));
        assertThat(cloudEvent.path("subject")).isEqualTo(cloudEvent.at("/data/subject/id"));
    }

    @Test
    void hasARowForEachType() {
        Set<Object> mapped =
                Set.copyOf(mapping().map(row -> row.get()[1]).distinct().toList());

        assertThat(mapped).isEqualTo(Set.copyOf(CdEventType.projected()));
    }

    @ParameterizedTest
    @MethodSource("notProjected")
    void doesNotProjectWhatCdEventsHasNoPlaceFor(Event event) {
        assertThat(projectEvent.handle(event)).isInstanceOf(NotProjected.class);
    }

    @Test
    void givesARepeatedEventTheSameIdAndBytes() {
        Event event = change(ChangeUpdated.Action.OPENED);

        CdEvent first = projected(event);
        CdEvent again = projected(event);

        assertThat(again.json()).isEqualTo(first.json());
        assertThat(first.id()).isNotEqualTo(event.eventId());
        assertThat(first.id())
                .isNotEqualTo(projected(change(ChangeUpdated.Action.OPENED)).id());
    }

    @Test
    void writesAChange() throws IOException {
        Event event = FORGE.change(ChangeUpdated.Action.OPENED, 7, "Turn the wheel");

        assertThat(JSON.readTree(projected(event).json()))
                .isEqualTo(JSON.readTree("""
                {"context": {"specversion": "0.5.0", "id": "%s", "source": "https://github.com/900100",
                   "type": "dev.cdevents.change.created.0.4.0", "timestamp": "2026-11-20T10:15:30.123456Z"},
                 "subject": {"id": "7", "source": "https://github.com/900100",
                   "content": {"repository": {"id": "900100", "source": "https://github.com"},
                     "description": "Turn the wheel"}},
                 "customData": {"actor": {"id": "77", "login": "mona", "kind": "USER"},
                   "change": {"number": 7, "action": "OPENED", "title": "Turn the wheel",
                     "author": {"id": "77", "login": "mona", "kind": "USER"}, "draft": false,
                     "base": {"ref": "main", "sha": "%s"},
                     "head": {"ref": "wheel", "sha": "%s", "fork": true},
                     "labels": ["mechanics"], "createdAt": "2026-11-20T09:15:30.123456Z",
                     "url": "https://github.com/Acme/widgets/pull/7"},
                   "repository": {"id": "900100", "fullName": "Acme/widgets", "defaultBranch": "main",
                     "private": true, "archived": false}},
                 "customDataContentType": "application/json"}
                """.formatted(projected(event).id(), ONE, TWO)));
    }

    @Test
    void chainsTheEventsOfABuild() throws IOException {
        JsonNode run = json(new BuildStarted(UUID.randomUUID(), BUILD, AT));
        JsonNode started = json(new JobStarted(UUID.randomUUID(), BUILD, "compile", AT));
        JsonNode finished = json(new JobFinished(UUID.randomUUID(), BUILD, "compile", Conclusion.SUCCESS, AT));
        JsonNode other = json(new JobStarted(UUID.randomUUID(), BUILD, "odd\nname", AT));

        assertThat(List.of(run, started, finished))
                .extracting(event -> event.at("/context/chainId").asText())
                .containsOnly(BUILD.id().toString());
        assertThat(run.at("/subject/id").asText()).isEqualTo(BUILD.id().toString());
        assertThat(run.at("/subject/content/uri").asText())
                .isEqualTo("https://millrace.example.org/api/builds/" + BUILD.id());
        assertThat(started.at("/subject/content/pipelineRun/id").asText())
                .isEqualTo(BUILD.id().toString());
        assertThat(finished.at("/subject/id")).isEqualTo(started.at("/subject/id"));
        assertThat(other.at("/subject/id").asText())
                .isNotEqualTo(started.at("/subject/id").asText())
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @EnumSource(Conclusion.class)
    void hasAnOutcomeForEachConclusion(Conclusion conclusion) throws IOException {
        JsonNode run = json(new BuildFinished(UUID.randomUUID(), BUILD, conclusion, AT));
        JsonNode task = json(new JobFinished(UUID.randomUUID(), BUILD, "compile", conclusion, AT));

        assertThat(run.at("/subject/content/outcome")).isEqualTo(task.at("/subject/content/outcome"));
        assertThat(SCHEMAS.violations(run.toString())).isEmpty();
        assertThat(run.at("/subject/content").has("errors")).isEqualTo(conclusion != Conclusion.SUCCESS);
    }

    @Test
    void namesTheDeployedCommitAsAPackageUrl() throws IOException {
        JsonNode deployed = json(FORGE.deployment(State.SUCCESS, "production", TWO));
        JsonNode elsewhere = json(new ForgeEvents(ForgeEvents.repository("git.example.com:8443", "5"))
                .deployment(State.SUCCESS, "production", TWO));

        assertThat(deployed.at("/subject/content/artifactId").asText()).isEqualTo("pkg:github/acme/widgets@" + TWO);
        assertThat(deployed.at("/subject/content/environment/id").asText()).isEqualTo("production");
        assertThat(elsewhere.at("/subject/content/artifactId").asText())
                .isEqualTo(
                        "pkg:generic/widgets@%s?vcs_url=git%%2Bhttps%%3A%%2F%%2Fgit.example.com%%3A8443%%2FAcme%%2Fwidgets.git%%40%s"
                                .formatted(TWO, TWO));
    }

    @Test
    void namesARepositoryWhoseAddressIsNoUri() throws IOException {
        var odd =
                new ForgeRepository("git.example.com", "5", "widgets", "git@git.example.com:a b", "main", false, false);

        JsonNode created = json(new ForgeEvents(odd).repository(RepositoryUpdated.Action.CREATED));

        assertThat(created.at("/subject/content/uri").asText()).isEqualTo("https://git.example.com/5");
        assertThat(created.at("/subject/content/name").asText()).isEqualTo("widgets");
        assertThat(SCHEMAS.violations(created.toString())).isEmpty();
    }

    @Test
    void testsAWebhookWithAValidCdEvent() {
        CdEvent ping = projectEvent.ping(UUID.randomUUID(), UUID.randomUUID(), AT);

        assertThat(SCHEMAS.violations(ping.json())).isEmpty();
    }

    private JsonNode json(Event event) throws IOException {
        return JSON.readTree(projected(event).json());
    }

    private CdEvent projected(Event event) {
        return switch (projectEvent.handle(event)) {
            case Projected(CdEvent projected) -> projected;
            case NotProjected(String reason) -> throw new AssertionError(event + " is not projected: " + reason);
        };
    }

    private static Event change(ChangeUpdated.Action action) {
        return FORGE.change(action, 7, "Turn the wheel");
    }

    private static Arguments row(Event event, CdEventType type) {
        return Arguments.of(event, type);
    }
}
