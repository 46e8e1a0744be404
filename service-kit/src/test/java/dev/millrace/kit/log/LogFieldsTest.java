package dev.millrace.kit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogFieldsTest {

    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void areOnLinesUntilTheWorkEnds() {
        Object during;
        try (var fields = LogFields.of(LogFields.SYNC_ID, "s1").and(LogFields.REPOSITORY_ID, "r1")) {
            during = MDC.get(LogFields.SYNC_ID) + " " + MDC.get(LogFields.REPOSITORY_ID);
        }

        assertThat(during).isEqualTo("s1 r1");
        assertThat(MDC.get(LogFields.SYNC_ID)).isNull();
        assertThat(MDC.get(LogFields.REPOSITORY_ID)).isNull();
    }

    @Test
    void restoreWhatTheCallerHadSet() {
        MDC.put(LogFields.REPOSITORY_ID, "outer");

        try (var fields = LogFields.of(LogFields.REPOSITORY_ID, "inner").and(LogFields.REPOSITORY_ID, "innermost")) {
            assertThat(MDC.get(LogFields.REPOSITORY_ID)).isEqualTo("innermost");
        }

        assertThat(MDC.get(LogFields.REPOSITORY_ID)).isEqualTo("outer");
    }

    @Test
    void goAlongToAnotherThreadAndEndThereWithTheWork() throws Exception {
        MDC.put(LogFields.BUILD_ID, "b1");
        var seen = new CompletableFuture<Object>();
        Runnable carried = LogFields.carry(() -> seen.complete(MDC.get(LogFields.BUILD_ID)));
        MDC.clear();
        var afterwards = new CompletableFuture<Boolean>();

        Thread.ofPlatform()
                .start(() -> {
                    carried.run();
                    afterwards.complete(MDC.get(LogFields.BUILD_ID) == null);
                })
                .join();

        assertThat(seen.get()).isEqualTo("b1");
        assertThat(afterwards.get()).isTrue();
    }
}
