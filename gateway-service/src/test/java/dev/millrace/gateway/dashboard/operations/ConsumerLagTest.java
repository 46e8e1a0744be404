package dev.millrace.gateway.dashboard.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConsumerLagTest {

    @Test
    void addsThePartitionsOfATopic() {
        String metrics = """
                # HELP kafka_consumer_fetch_manager_records_lag The latest lag of the partition
                # TYPE kafka_consumer_fetch_manager_records_lag gauge
                kafka_consumer_fetch_manager_records_lag{client_id="a",partition="0",topic="forge.scm"} 3.0
                kafka_consumer_fetch_manager_records_lag{client_id="a",partition="1",topic="forge.scm"} 4.0
                kafka_consumer_fetch_manager_records_lag{client_id="b",partition="0",topic="git.sync"} NaN
                kafka_consumer_fetch_manager_records_lag_max{topic="git.sync"} 99.0
                kafka_consumer_fetch_manager_records_lag{client_id="b",partition="0"} 1.0
                """;

        assertThat(ConsumerLag.read(metrics))
                .containsExactly(new ConsumerLag("forge.scm", 7), new ConsumerLag("git.sync", 0));
    }
}
