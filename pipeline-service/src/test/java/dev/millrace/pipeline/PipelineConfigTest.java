package dev.millrace.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipelineConfigTest {

    @Test
    void hasDefaultsThatSuitOneMachine() {
        PipelineConfig config = read(Map.of());

        assertThat(config.parallelJobs()).isEqualTo(2);
        assertThat(config.parallelBuilds()).isEmpty();
        assertThat(config.jobTimeout()).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.jobLease()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.buildLease()).isEmpty();
        assertThat(config.drainTimeout()).isZero();
        assertThat(config.limits().jobsPerTeam()).isEmpty();
        assertThat(config.limits().jobsPerRepository()).isEmpty();
        assertThat(config.outputLimit().asLongValue()).isEqualTo(10 * 1024 * 1024);
        assertThat(config.logStorage()).isEqualTo(PipelineConfig.LogStorage.DATABASE);
        assertThat(config.logRetention()).isEqualTo(Duration.ofDays(90));
        assertThat(config.logReaders()).isEqualTo(100);
        assertThat(config.linkLifetime()).isEqualTo(Duration.ofDays(14));
        assertThat(config.workDirectory())
                .isEqualTo(Path.of(System.getProperty("java.io.tmpdir"), "millrace-pipeline"));
        assertThat(config.executor()).isEqualTo(PipelineConfig.ExecutorKind.PROCESS);
        assertThat(config.image()).isEqualTo("debian:12");
        assertThat(config.docker().host()).hasToString("unix:///var/run/docker.sock");
        assertThat(config.docker().network()).isEqualTo("none");
        assertThat(config.docker().packagesNetwork()).isEqualTo("none");
        assertThat(config.docker().pull()).isEqualTo(DockerConfig.Pull.MISSING);
        assertThat(config.docker().prepareTimeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.docker().cpus()).isEmpty();
        assertThat(config.kubernetes().url()).isEmpty();
        assertThat(config.kubernetes().namespace()).isEqualTo("millrace-jobs");
        assertThat(config.kubernetes().serviceAccount()).isEqualTo("default");
        assertThat(config.kubernetes().startTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.sandbox().mode()).isEqualTo(PipelineConfig.Sandbox.Mode.AUTO);
        assertThat(config.sandbox().network()).isEqualTo(PipelineConfig.Sandbox.Network.NONE);
        assertThat(config.sandbox().readablePaths()).isEmpty();
        assertThat(config.jobUse().memory().asLongValue()).isEqualTo(4L << 30);
        assertThat(config.jobUse().processes()).isEqualTo(2048);
        assertThat(config.jobUse().cpuTime()).isEqualTo(Duration.ofHours(2));
        assertThat(config.jobUse().disk().asLongValue()).isEqualTo(10L << 30);
        assertThat(config.jobUse().fileSize().asLongValue()).isEqualTo(4L << 30);
        assertThat(config.jobUse().openFiles()).isEqualTo(8192);
        assertThat(config.jobUse().temporaryFiles().asLongValue()).isEqualTo(512L << 20);
        assertThat(config.stopGrace()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.pollInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.stableCheck()).contains("millrace");
        assertThat(config.trigger().reportAfter()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.trigger().giveUpAfter()).isEqualTo(Duration.ofDays(7));
        assertThat(config.trigger().runForks()).isFalse();
        assertThat(config.check().writeSpacing()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.check().progressInterval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.check().laneLease()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.check().parallelLanes()).isEqualTo(10);
        assertThat(config.secrets().backend()).isEqualTo(PipelineConfig.SecretsIn.DATABASE);
        assertThat(config.secrets().giveUpAfter()).isEqualTo(Duration.ofMinutes(2));
        PipelineConfig.Vault vault = config.secrets().vault();
        assertThat(vault.url()).isEmpty();
        assertThat(vault.token()).isEmpty();
        assertThat(vault.tokenFile()).isEmpty();
        assertThat(vault.namespace()).isEmpty();
        assertThat(vault.mount()).isEqualTo("secret");
        assertThat(vault.path()).isEqualTo("millrace/{team}/{key}");
        assertThat(vault.timeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void readsEveryKey() {
        PipelineConfig config = read(Map.ofEntries(
                Map.entry("millrace.pipeline.parallel-jobs", "5"),
                Map.entry("millrace.pipeline.job-timeout", "2h"),
                Map.entry("millrace.pipeline.job-lease", "7s"),
                Map.entry("millrace.pipeline.drain-timeout", "20s"),
                Map.entry("millrace.pipeline.limits.jobs-per-team", "8"),
                Map.entry("millrace.pipeline.limits.jobs-per-repository", "3"),
                Map.entry("millrace.pipeline.output-limit", "1M"),
                Map.entry("millrace.pipeline.log-storage", "objects"),
                Map.entry("millrace.pipeline.log-retention", "7d"),
                Map.entry("millrace.pipeline.log-readers", "3"),
                Map.entry("millrace.pipeline.link-lifetime", "1h"),
                Map.entry("millrace.pipeline.work-directory", "/work"),
                Map.entry("millrace.pipeline.executor", "process"),
                Map.entry("millrace.pipeline.sandbox", "required"),
                Map.entry("millrace.pipeline.sandbox.network", "host"),
                Map.entry("millrace.pipeline.sandbox.readable-paths", "/opt/gradle,/opt/node"),
                Map.entry("millrace.pipeline.job-use.memory", "1G"),
                Map.entry("millrace.pipeline.job-use.processes", "100"),
                Map.entry("millrace.pipeline.job-use.cpu-time", "5m"),
                Map.entry("millrace.pipeline.job-use.disk", "2G"),
                Map.entry("millrace.pipeline.job-use.file-size", "3G"),
                Map.entry("millrace.pipeline.job-use.open-files", "64"),
                Map.entry("millrace.pipeline.job-use.temporary-files", "64M"),
                Map.entry("millrace.pipeline.stop-grace", "5s"),
                Map.entry("millrace.pipeline.poll-interval", "200ms"),
                Map.entry("millrace.pipeline.stable-check", "required"),
                Map.entry("millrace.pipeline.trigger.report-after", "2m"),
                Map.entry("millrace.pipeline.trigger.give-up-after", "1h"),
                Map.entry("millrace.pipeline.trigger.run-forks", "true"),
                Map.entry("millrace.pipeline.check.write-spacing", "10ms"),
                Map.entry("millrace.pipeline.check.progress-interval", "3s"),
                Map.entry("millrace.pipeline.check.lane-lease", "4s"),
                Map.entry("millrace.pipeline.check.parallel-lanes", "1")));

        assertThat(config.parallelJobs()).isEqualTo(5);
        assertThat(config.jobTimeout()).isEqualTo(Duration.ofHours(2));
        assertThat(config.jobLease()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.drainTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.limits().jobsPerTeam()).hasValue(8);
        assertThat(config.limits().jobsPerRepository()).hasValue(3);
        assertThat(config.outputLimit().asLongValue()).isEqualTo(1024 * 1024);
        assertThat(config.logStorage()).isEqualTo(PipelineConfig.LogStorage.OBJECTS);
        assertThat(config.logRetention()).isEqualTo(Duration.ofDays(7));
        assertThat(config.logReaders()).isEqualTo(3);
        assertThat(config.linkLifetime()).isEqualTo(Duration.ofHours(1));
        assertThat(config.workDirectory()).isEqualTo(Path.of("/work"));
        assertThat(config.sandbox().mode()).isEqualTo(PipelineConfig.Sandbox.Mode.REQUIRED);
        assertThat(config.sandbox().network()).isEqualTo(PipelineConfig.Sandbox.Network.HOST);
        assertThat(config.sandbox().readablePaths()).contains(List.of(Path.of("/opt/gradle"), Path.of("/opt/node")));
        assertThat(config.jobUse().memory().asLongValue()).isEqualTo(1L << 30);
        assertThat(config.jobUse().processes()).isEqualTo(100);
        assertThat(config.jobUse().cpuTime()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.jobUse().disk().asLongValue()).isEqualTo(2L << 30);
        assertThat(config.jobUse().fileSize().asLongValue()).isEqualTo(3L << 30);
        assertThat(config.jobUse().openFiles()).isEqualTo(64);
        assertThat(config.jobUse().temporaryFiles().asLongValue()).isEqualTo(64L << 20);
        assertThat(config.stopGrace()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.pollInterval()).isEqualTo(Duration.ofMillis(200));
        assertThat(config.stableCheck()).contains("required");
        assertThat(config.trigger().reportAfter()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.trigger().giveUpAfter()).isEqualTo(Duration.ofHours(1));
        assertThat(config.trigger().runForks()).isTrue();
        assertThat(config.check().writeSpacing()).isEqualTo(Duration.ofMillis(10));
        assertThat(config.check().progressInterval()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.check().laneLease()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.check().parallelLanes()).isEqualTo(1);
    }

    @Test
    void readsTheSettingsOfVault() {
        PipelineConfig.Secrets secrets = read(Map.ofEntries(
                        Map.entry("millrace.pipeline.secrets.backend", "vault"),
                        Map.entry("millrace.pipeline.secrets.give-up-after", "7s"),
                        Map.entry("millrace.pipeline.secrets.vault.url", "https://vault.example.org"),
                        Map.entry("millrace.pipeline.secrets.vault.token", "hvs.x"),
                        Map.entry("millrace.pipeline.secrets.vault.token-file", "/run/token"),
                        Map.entry("millrace.pipeline.secrets.vault.namespace", "ci"),
                        Map.entry("millrace.pipeline.secrets.vault.mount", "kv"),
                        Map.entry("millrace.pipeline.secrets.vault.path", "{team}/{key}"),
                        Map.entry("millrace.pipeline.secrets.vault.timeout", "2s")))
                .secrets();

        assertThat(secrets.backend()).isEqualTo(PipelineConfig.SecretsIn.VAULT);
        assertThat(secrets.giveUpAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(secrets.vault().url()).contains(URI.create("https://vault.example.org"));
        assertThat(secrets.vault().token()).contains("hvs.x");
        assertThat(secrets.vault().tokenFile()).contains(Path.of("/run/token"));
        assertThat(secrets.vault().namespace()).contains("ci");
        assertThat(secrets.vault().mount()).isEqualTo("kv");
        assertThat(secrets.vault().path()).isEqualTo("{team}/{key}");
        assertThat(secrets.vault().timeout()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void hasNoStableCheckWhereItsNameIsEmpty() {
        assertThat(read(Map.of("millrace.pipeline.stable-check", "")).stableCheck())
                .isEmpty();
    }

    @Test
    void readsTheFormerNamesOfKeys() {
        PipelineConfig config =
                read(Map.of("millrace.pipeline.parallel-builds", "0", "millrace.pipeline.build-lease", "7s"));

        assertThat(config.parallelBuilds()).hasValue(0);
        assertThat(config.buildLease()).contains(Duration.ofSeconds(7));
    }

    private static PipelineConfig read(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withSources(new PropertiesConfigSource(
                        Map.of("java.io.tmpdir", System.getProperty("java.io.tmpdir")), "system", 400))
                .withMapping(PipelineConfig.class)
                .build()
                .getConfigMapping(PipelineConfig.class);
    }
}
