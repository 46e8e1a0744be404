package dev.millrace.sync.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.git.search.SearchConfig;
import dev.millrace.sync.MappedConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IndexConfigTest {

    @Test
    void hasDefaults() {
        IndexConfig config = MappedConfig.read(Map.of("millrace.search.lease", "15S"), IndexConfig.class);

        assertThat(config.workers()).isEqualTo(1);
        assertThat(config.toSearch()).isEqualTo(new SearchConfig(8, 1 << 20, 2_000_000));
    }

    @Test
    void readsEveryKey() {
        IndexConfig config = MappedConfig.read(
                Map.of(
                        "millrace.search.workers", "0",
                        "millrace.search.lease", "3S",
                        "millrace.search.refs", "63",
                        "millrace.search.largest-file", "64K"),
                IndexConfig.class);

        assertThat(config.workers()).isZero();
        assertThat(config.lease()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.toSearch()).isEqualTo(new SearchConfig(63, 64 << 10, 2_000_000));
    }

    @Test
    void refusesMoreThanTheIndexHolds() {
        assertThatThrownBy(() -> MappedConfig.read(Map.of("millrace.search.refs", "64"), IndexConfig.class)
                        .toSearch())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64 refs");
    }
}
