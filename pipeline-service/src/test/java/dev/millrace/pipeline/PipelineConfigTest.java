package dev.millrace.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
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
        assertThat(config.workDirectory())
                .isEqualTo(Path.of(System.getProperty("java.io.tmpdir"), "millrace-pipeline"));
        assertThat(config.pollInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.trigger().reportAfter()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.trigger().giveUpAfter()).isEqualTo(Duration.ofDays(7));
        assertThat(config.trigger().runForks()).isFalse();
        assertThat(config.check().writeSpacing()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.check().progressInterval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.check().laneLease()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.check().parallelLanes()).isEqualTo(10);
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
                Map.entry("millrace.pipeline.work-directory", "/work"),
                Map.entry("millrace.pipeline.poll-interval", "200ms"),
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
        assertThat(config.workDirectory()).isEqualTo(Path.of("/work"));
        assertThat(config.pollInterval()).isEqualTo(Duration.ofMillis(200));
        assertThat(config.trigger().reportAfter()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.trigger().giveUpAfter()).isEqualTo(Duration.ofHours(1));
        assertThat(config.trigger().runForks()).isTrue();
        assertThat(config.check().writeSpacing()).isEqualTo(Duration.ofMillis(10));
        assertThat(config.check().progressInterval()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.check().laneLease()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.check().parallelLanes()).isEqualTo(1);
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
