package dev.millrace.pipeline.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.TestBuilds;
import dev.millrace.pipeline.store.JobValues.Given;
import dev.millrace.pipeline.store.JobValues.Refused;
import dev.millrace.pipeline.store.JobValues.Unavailable;
import dev.millrace.pipeline.workflow.JobDefinition;
import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import dev.millrace.pipeline.workflow.ReadOpsFile;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadJobValuesTest {

    private final FakeValues secrets = new FakeValues();
    private final FakeValues configs = new FakeValues();
    private final ReadJobValues read = new ReadJobValues(secrets, configs);

    @Test
    void givesWhatPipelineAndJobListAndNothingElse() {
        secrets.values.put("TOKEN", "hush-hush");
        secrets.values.put("KEY", "hush");
        secrets.values.put("OTHER", "of another job");
        configs.values.put("REGION", "eu");

        Given given = given("{ secrets: [TOKEN] }", "{ secrets: [KEY], configs: [REGION] }");

        assertThat(given.variables())
                .containsOnly(Map.entry("TOKEN", "hush-hush"), Map.entry("KEY", "hush"), Map.entry("REGION", "eu"));
        assertThat(given.masking().mask("hush-hush in eu")).isEqualTo("*** in eu");
        assertThat(given.toString()).doesNotContain("hush");
    }

    @Test
    void readsNoStoreForAJobThatListsNothing() {
        secrets.failure = Optional.of(new IllegalStateException("must not be read"));
        configs.failure = secrets.failure;

        assertThat(given("{ static: [A=1] }", "{}").variables()).isEmpty();
    }

    @Test
    void letsStaticWinOverTheStoresAndSecretsOverConfigs() {
        secrets.values.put("TWICE", "secret");
        configs.values.put("TWICE", "config");
        configs.values.put("LEVEL", "of the store");

        // PLAIN is in no store, and not needed from there
        Given given = given(
                "{ static: [PLAIN=1], secrets: [PLAIN, TWICE] }", "{ static: [LEVEL=2], configs: [TWICE, LEVEL] }");

        assertThat(given.variables()).containsExactly(Map.entry("TWICE", "secret"));
    }

    @Test
    void refusesAJobWhoseKeysDoNotExistAndNamesThemAndTheStore() {
        secrets.values.put("A", "1");

        assertThat(values("{}", "{ secrets: [A, B, C] }"))
                .isEqualTo(new Refused("'B', 'C' are not in the secrets store of team 'acme'"));
        assertThat(values("{ configs: REGION }", "{ secrets: A }"))
                .isEqualTo(new Refused("'REGION' is not in the configs store of team 'acme'"));
    }

    @Test
    void givesNothingToAChangeFromAFork() {
        secrets.values.put("A", "1");
        configs.values.put("C", "1");

        assertThat(read.read(untrusted("{ secrets: [A], configs: [C] }"), job("{ secrets: [A], configs: [C] }")))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason())
                                .startsWith("secrets are not given to changes from forks")
                                .endsWith("the job lists A"));
        assertThat(read.read(untrusted("{ configs: [C] }"), job("{ configs: [C] }")))
                .isInstanceOf(Refused.class);
        assertThat(read.read(untrusted("{}"), job("{}"))).isInstanceOf(Given.class);
    }

    @Test
    void limitsWhatOneJobGets() {
        secrets.values.put("A", "x".repeat(40_000));
        secrets.values.put("B", "y".repeat(25_536));
        secrets.values.put("NUL", "a\0b");

        assertThat(values("{}", "{ secrets: [A, B] }")).isInstanceOf(Given.class);
        secrets.values.put("B", "y".repeat(25_537));
        assertThat(values("{}", "{ secrets: [A, B] }"))
                .isEqualTo(new Refused("the secrets of the job have 65537 bytes together; they may have 65536"));
        assertThat(values("{}", "{ secrets: [NUL] }"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).contains("'NUL' of team 'acme' cannot be used"));
    }

    @Test
    void neverRunsAJobWithoutItsSecretsWhenTheyCannotBeRead() {
        configs.values.put("C", "1");
        secrets.failure = Optional.of(MillraceException.of(ErrorKind.UPSTREAM, 503, "Vault is not available"));
        assertThat(values("{}", "{ secrets: [A], configs: [C] }")).isEqualTo(new Unavailable("Vault is not available"));

        secrets.failure = Optional.of(new IllegalStateException("a sealed secret cannot be opened"));
        assertThat(values("{}", "{ secrets: [A], configs: [C] }"))
                .isEqualTo(new Unavailable("the secrets, configs and identity tokens of team acme cannot be read"));
    }

    @Test
    void givesTheTokensThatAJobRequestsAndMasksThemAlsoInParts() {
        var issuing = new ReadJobValues(
                secrets, configs, (build, job) -> Map.of("CLOUD_TOKEN", "eyJhbGciOi.eyJpc3MiOi.c2lnbmF0dXJl"));
        BuildRow build = TestBuilds.build(pipeline("{}", "{}, identity: {audience: a, variable: CLOUD_TOKEN}"));

        Given given = (Given) issuing.read(build, build.pipeline().jobs().getFirst());

        assertThat(given.tokens()).containsOnlyKeys("CLOUD_TOKEN");
        assertThat(given.masking().mask("eyJhbGciOi.eyJpc3MiOi.c2lnbmF0dXJl and c2lnbmF0dXJl"))
                .isEqualTo("*** and ***");
        assertThat(given.toString()).doesNotContain("c2ln");
        assertThat(issuing.read(
                        TestBuilds.untrusted(build), build.pipeline().jobs().getFirst()))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).startsWith("identity tokens are not given"));
    }

    private Given given(String pipelineEnv, String jobEnv) {
        return (Given) values(pipelineEnv, jobEnv);
    }

    private JobValues values(String pipelineEnv, String jobEnv) {
        BuildRow build = TestBuilds.build(pipeline(pipelineEnv, jobEnv));
        return read.read(build, build.pipeline().jobs().getFirst());
    }

    private static JobDefinition job(String env) {
        return pipeline("{}", env).jobs().getFirst();
    }

    private static BuildRow untrusted(String jobEnv) {
        return TestBuilds.untrusted(TestBuilds.build(pipeline("{}", jobEnv)));
    }

    private static PipelineDefinition pipeline(String env, String jobEnv) {
        String file = """
                version: "1"
                pipelines:
                  - name: tests:1
                    description: d
                    env: %s
                    jobs:
                      - { name: j, env: %s, steps: ["true"] }
                """.formatted(env, jobEnv);
        var workflows = (Workflows) ReadOpsFile.read(file.getBytes(StandardCharsets.UTF_8));
        return workflows.pipelines().getFirst();
    }
}
