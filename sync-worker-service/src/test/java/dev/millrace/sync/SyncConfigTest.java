package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.sync.lfs.LfsConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SyncConfigTest {

    @Test
    void hasDefaults() {
        SyncConfig config = MappedConfig.read(Map.of(), SyncConfig.class);

        assertThat(config.workers()).isEqualTo(4);
        assertThat(config.pollInterval()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.lease()).isEqualTo(Duration.ofSeconds(12));
        assertThat(config.idleTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.firstBackoff()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.longestBackoff()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.credentialsBackoff()).isEqualTo(Duration.ofHours(1));
        assertThat(config.longestPollInterval()).isEqualTo(Duration.ofMinutes(15));
        assertThat(config.runningPerBudget()).isEqualTo(50);
        assertThat(config.awaitCommit()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.awaitPause()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.demandedRefs()).isEqualTo(200);
        assertThat(config.attachInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.slowestTransfer().asLongValue()).isEqualTo(1024);
    }

    @Test
    void readsEveryKey() {
        SyncConfig config = MappedConfig.read(
                Map.ofEntries(
                        Map.entry("millrace.sync.workers", "9"),
                        Map.entry("millrace.sync.poll-interval", "2S"),
                        Map.entry("millrace.sync.lease", "3S"),
                        Map.entry("millrace.sync.idle-timeout", "4S"),
                        Map.entry("millrace.sync.first-backoff", "5S"),
                        Map.entry("millrace.sync.longest-backoff", "6S"),
                        Map.entry("millrace.sync.credentials-backoff", "7S"),
                        Map.entry("millrace.sync.longest-poll-interval", "8S"),
                        Map.entry("millrace.sync.running-per-budget", "10"),
                        Map.entry("millrace.sync.await-commit", "11S"),
                        Map.entry("millrace.sync.await-pause", "12S"),
                        Map.entry("millrace.sync.demanded-refs", "13"),
                        Map.entry("millrace.sync.attach-interval", "14S"),
                        Map.entry("millrace.sync.slowest-transfer", "15K")),
                SyncConfig.class);

        assertThat(config.workers()).isEqualTo(9);
        assertThat(config.pollInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.lease()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.idleTimeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.firstBackoff()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.longestBackoff()).isEqualTo(Duration.ofSeconds(6));
        assertThat(config.credentialsBackoff()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.longestPollInterval()).isEqualTo(Duration.ofSeconds(8));
        assertThat(config.runningPerBudget()).isEqualTo(10);
        assertThat(config.awaitCommit()).isEqualTo(Duration.ofSeconds(11));
        assertThat(config.awaitPause()).isEqualTo(Duration.ofSeconds(12));
        assertThat(config.demandedRefs()).isEqualTo(13);
        assertThat(config.attachInterval()).isEqualTo(Duration.ofSeconds(14));
        assertThat(config.slowestTransfer().asLongValue()).isEqualTo(15 << 10);
    }

    @Test
    void limitsLargeFiles() {
        LfsConfig usual = MappedConfig.read(Map.of(), LfsConfig.class);
        LfsConfig config = MappedConfig.read(
                Map.of("millrace.sync.lfs.max-object", "1K", "millrace.sync.lfs.max-repository", "2K"),
                LfsConfig.class);

        assertThat(usual.maxObject().asLongValue()).isEqualTo(4L << 30);
        assertThat(usual.maxRepository().asLongValue()).isEqualTo(100L << 30);
        assertThat(config.maxObject().asLongValue()).isEqualTo(1024);
        assertThat(config.maxRepository().asLongValue()).isEqualTo(2048);
    }
}
