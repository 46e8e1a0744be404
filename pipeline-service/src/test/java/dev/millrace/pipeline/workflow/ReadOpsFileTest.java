package dev.millrace.pipeline.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadOpsFileTest {

    private static final String WHOLE = """
            version: "1"
            pipelines:
              - name: billing-tests:0.3.0
                description: Unit tests of the billing service
                env:
                  static:
                    - LANG=C.UTF-8
                    - EQUATION=a=b=c
                  secrets:
                    - CLONE_TOKEN
                events:
                  - "github:acme/billing:pull_request.opened"
                  - "github:acme/billing:create.tag"
                jobs:
                  - name: billing-unit
                    description: run the unit tests
                    packages: [git, openjdk-17-jdk]
                    steps:
                      - cd src
                      - ./mvnw -q test
                  - name: lint
                    description: look for dirt
                    env: { static: [ "LEVEL=5" ] }
                    steps: [ "true" ]
            """;

    private static final String NO_PIPELINE = """
            version: "1"
            services:
              - name: billing-preview:0.3.0
                description: Preview of the pull request
                run: java -jar app.jar
                port: ["8080:8080"]
                domain: ""
                sdk: off
                trigger: [build, publish, start]
            commands:
              - name: billing-deploy:1.0.0
                description: Deploy a ref to an environment
                run: ./deploy.sh
            """;

    static final String HEAD = "version: \"1\"\npipelines:\n  - name: a:1\n    description: d\n";
    static final String JOBS = "    jobs:\n      - {name: j, description: d, steps: [s]}\n";

    @Test
    void readsEverythingInAPipeline() {
        PipelineDefinition pipeline = onlyPipeline(WHOLE);

        assertThat(pipeline)
                .isEqualTo(new PipelineDefinition(
                        "billing-tests",
                        "0.3.0",
                        "Unit tests of the billing service",
                        Map.of("LANG", "C.UTF-8", "EQUATION", "a=b=c"),
                        List.of(
                                new TriggerPattern("acme/billing", TriggerEvent.CHANGE_OPENED, Optional.empty()),
                                new TriggerPattern("acme/billing", TriggerEvent.TAG_CREATED, Optional.empty())),
                        List.of(
                                new JobDefinition(
                                        "billing-unit",
                                        "run the unit tests",
                                        List.of("cd src", "./mvnw -q test"),
                                        Map.of(),
                                        List.of(),
                                        Optional.empty(),
                                        0,
                                        List.of(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of("git", "openjdk-17-jdk"),
                                        List.of(),
                                        List.of(),
                                        Map.of(),
                                        List.of(),
                                        List.of(),
                                        List.of()),
                                new JobDefinition("lint", "look for dirt", List.of("true"), Map.of("LEVEL", "5"))
                                        .withNeeds(List.of("billing-unit"))),
                        List.of(),
                        List.of("CLONE_TOKEN"),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty()));
    }

    @Test
    void warnsOfKeysThatHaveNoEffectWithTheLineAndTheNearestKey() {
        var pipeline = onlyPipeline("""
                version: "1"
                pipeline: []
                x-anchors: []
                pipelines:
                  - name: a:1
                    description: d
                    schedule: "0 5 * * *"
                    sdk: off
                    env: { configs: [C], statics: [ "A=1" ] }
                    jobs:
                      - name: j
                        runs-on: linux
                        artifacts: []
                        step: [t]
                        steps: [s]
                """);

        String jobKeys = " all are name, description, steps, env, matrix, needs, if, timeout, retries,"
                + " image, working-directory, packages, artifacts, caches, identity";
        assertThat(pipeline.warnings())
                .containsExactly(
                        new OpsWarning(
                                2,
                                "'pipeline' is no key of ops.yml and has no effect; the nearest key is 'pipelines',"
                                        + " all are version, pipelines, commands, services"),
                        new OpsWarning(
                                9,
                                "'statics' is no key of 'env' and has no effect; the nearest key is 'static',"
                                        + " all are static, secrets, configs"),
                        new OpsWarning(
                                12,
                                "'runs-on' is no key of a job and has no effect; the nearest key is 'name'," + jobKeys),
                        new OpsWarning(
                                14,
                                "'step' is no key of a job and has no effect; the nearest key is 'steps'," + jobKeys));
    } // #9.27

    @Test
    void warnsOfTheFirstTwentyKeysAndThenOnceOfAllOthers() {
        var file = new StringBuilder(HEAD);
        for (int key = 0; key < 1000; key++) {
            file.append("    k%d: x\n".formatted(key));
        }

        List<OpsWarning> warnings = onlyPipeline(file + JOBS).warnings();

        assertThat(warnings).hasSize(21);
        assertThat(warnings.getLast()).isEqualTo(new OpsWarning(25, "from here on, more keys have no effect"));
    }

    @Test
    void takesAnEmptyValueOfAVariable() {
        assertThat(onlyPipeline(HEAD + "    env: {static: [A=]}\n" + JOBS).env())
                .isEqualTo(Map.of("A", ""));
    } // #9.27

    @Test
    void findsNoPipelinesInAFileOfCommandsAndServices() {
        assertThat(read(NO_PIPELINE)).isInstanceOfSatisfying(Workflows.class, workflows -> {
            assertThat(workflows.pipelines()).isEmpty();
            assertThat(workflows.commands()).hasSize(1);
            assertThat(workflows.services()).hasSize(1);
        });
    }

    @Test
    void takesTheTextThatTheAuthorWroteAndNotWhatYamlMakesOfIt() {
        var pipeline =
                onlyPipeline(HEAD + "    jobs:\n      - {name: 007, description: 1.10, steps: [true, off, 0x10]}\n");

        assertThat(pipeline.jobs().getFirst().name()).isEqualTo("007");
        assertThat(pipeline.jobs().getFirst().description()).isEqualTo("1.10");
        assertThat(pipeline.jobs().getFirst().steps()).containsExactly("true", "off", "0x10");
    }

    @Test
    void takesTheVersionFromItsOwnKeyAndLeavesTheNameWhole() {
        var pipeline =
                onlyPipeline("version: 1\npipelines:\n  - name: a\n    version: 2.0\n    description: d\n" + JOBS);

        assertThat(pipeline.name()).isEqualTo("a");
        assertThat(pipeline.version()).isEqualTo("2.0");
    }

    @Test
    void needsNoDescriptionOfAJob() {
        var pipeline = onlyPipeline(HEAD + "    jobs:\n      - {name: j, steps: [s]}\n");

        assertThat(pipeline.jobs()).containsExactly(new JobDefinition("j", "", List.of("s"), Map.of()));
    }

    @Test
    void takesASingleEventWithoutAList() {
        var pipeline = onlyPipeline(HEAD + "    events: github:a/b:pull_request.merged\n" + JOBS);

        assertThat(pipeline.triggers())
                .containsExactly(new TriggerPattern("a/b", TriggerEvent.CHANGE_MERGED, Optional.empty()));
    }

    @Test
    void takesTheOldListFormOfEnv() {
        assertThat(onlyPipeline(HEAD + "    env: [ \"A=1\" ]\n" + JOBS).env()).isEqualTo(Map.of("A", "1"));
    }

    @Test
    void followsAnchorsAndMergeKeys() {
        var pipeline = onlyPipeline(HEAD
                + "    jobs:\n"
                + "      - &first {name: one, description: d, steps: [a, b]}\n"
                + "      - {<<: *first, name: two}\n");

        assertThat(pipeline.jobs()).extracting(JobDefinition::name).containsExactly("one", "two");
        assertThat(pipeline.jobs().get(1).steps()).containsExactly("a", "b");
    }

    @Test
    void skipsAByteOrderMark() {
        assertThat(read("\ufeff" + HEAD + JOBS)).isInstanceOf(Workflows.class);
    }

    static PipelineDefinition onlyPipeline(String file) {
        OpsFileOutcome outcome = read(file);
        assertThat(outcome).isInstanceOf(Workflows.class);
        List<PipelineDefinition> pipelines = ((Workflows) outcome).pipelines();
        assertThat(pipelines).hasSize(1);
        return pipelines.getFirst();
    }

    static OpsFileOutcome read(String file) {
        return ReadOpsFile.read(file.getBytes(StandardCharsets.UTF_8));
    }
}
