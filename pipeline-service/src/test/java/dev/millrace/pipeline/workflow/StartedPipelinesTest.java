package dev.millrace.pipeline.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StartedPipelinesTest {

    private static final EventFacts GROUP = new EventFacts(
            "a/b",
            "a/b",
            TriggerEvent.MERGE_GROUP,
            "gh-readonly-queue/main/pr-7-1",
            Optional.of("main"),
            Optional.empty(),
            Optional.empty());

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void startsForAMergeGroupWhatAnUpdateOfAChangeStarts() throws InterruptedException {
        var pipelines = pipelines(
                pipeline("checks", "[github:self:pull_request.opened, github:self:pull_request.synchronize]", ""),
                pipeline("of-a-branch", "github:self:pull_request.synchronize:topic", ""),
                pipeline("others-base", "github:self:pull_request.synchronize", "on: {branches: [release]}"),
                pipeline(
                        "of-updates",
                        "github:self:pull_request.synchronize",
                        "if: event == \"pull_request.synchronize\""),
                pipeline("of-others", "github:self:pull_request.synchronize", "if: base != \"main\""),
                pipeline("opened", "github:self:pull_request.opened", ""),
                pipeline("pushed", "github:self:push", ""));

        assertThat(started(pipelines, GROUP)).containsExactly("checks", "of-a-branch", "of-updates");
        assertThat(asked).hasValue(0);
    }

    @Test
    void startsOnlyWhatNamesMergeGroupsWhereOnePipelineDoes() throws InterruptedException {
        var pipelines = pipelines(
                pipeline("checks", "github:self:pull_request.synchronize", ""),
                pipeline("queue", "github:self:merge_group:main", "if: event == \"merge_group\" && base == \"main\""),
                pipeline("of-release", "github:self:merge_group:release", ""));

        assertThat(started(pipelines, GROUP)).containsExactly("queue");
    }

    @Test
    void asksOnceForTheFilesAndOnlyIfAPipelineThatWouldStartHasPaths() throws InterruptedException {
        var pipelines = pipelines(
                pipeline("all", "github:self:push", ""),
                pipeline("code", "github:self:push", "on: {paths: [\"src/**\"]}"),
                pipeline("docs", "github:self:push", "on: {paths: [\"docs/**\"]}"),
                pipeline("changes", "github:self:pull_request.opened", "on: {paths: [\"src/**\"]}"));

        assertThat(started(pipelines, push("main"), "src/A.java")).containsExactly("all", "code");
        assertThat(asked).hasValue(1);
        assertThat(started(pipelines, push("main"))).containsExactly("all", "code", "docs");
        assertThat(started(pipelines(pipeline("all", "github:self:push", "")), push("main"), "a"))
                .containsExactly("all");
        assertThat(asked).hasValue(2);
    }

    @Test
    void comparesTheFilesOfAMergeGroup() throws InterruptedException {
        var pipelines = pipelines(
                pipeline("code", "github:self:pull_request.synchronize", "on: {paths: [\"src/**\"]}"),
                pipeline("docs", "github:self:pull_request.synchronize", "on: {paths-ignore: [\"src/**\"]}"));

        assertThat(started(pipelines, GROUP, "src/A.java")).containsExactly("code");
    }

    private List<String> started(List<PipelineDefinition> pipelines, EventFacts event, String... files)
            throws InterruptedException {
        return StartedPipelines.of(pipelines, event, () -> {
                    asked.incrementAndGet();
                    return files.length == 0 ? Optional.empty() : Optional.of(List.of(files));
                })
                .stream()
                .map(PipelineDefinition::name)
                .toList();
    }

    private static EventFacts push(String branch) {
        return new EventFacts(
                "a/b", "a/b", TriggerEvent.PUSHED, branch, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static String pipeline(String name, String events, String more) {
        return """
                  - name: %s:1
                    description: d
                    events: %s
                    %s
                    jobs: [{name: j, steps: [make]}]
                """.formatted(name, events, more);
    }

    private static List<PipelineDefinition> pipelines(String... pipelines) {
        String file = "version: \"1\"\npipelines:\n" + String.join("", pipelines);
        return ((Workflows) ReadOpsFile.read(file.getBytes(StandardCharsets.UTF_8))).pipelines();
    }
}
