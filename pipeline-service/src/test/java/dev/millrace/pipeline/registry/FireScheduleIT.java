package dev.millrace.pipeline.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.Scene;
import dev.millrace.pipeline.Surroundings;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class FireScheduleIT {

    @Inject
    Database database;

    @Inject
    FireSchedule fireSchedule;

    @Inject
    ScheduleStore schedules;

    private Scene scene;
    private WorkflowCalls calls;

    @BeforeEach
    void set() {
        scene = Scene.set();
        calls = new WorkflowCalls(scene);
    }

    @Test
    void startsAPipelineOnceForATimeOfItsSchedule() throws Exception {
        String sha = scene.mirrored(scheduled("true"));
        UUID id = WorkflowCalls.id(calls.awaitPublished("nightly"));
        calls.connect(database, sha);
        assertThat(calls.show(id).at("/schedules/0/nextAt").asText()).isNotEmpty();
        DueSchedule due = come(id, Instant.now().minusSeconds(300));

        WorkflowCalls.atOnce(() -> {
            fireSchedule.handle(due);
            return 0;
        });

        JsonNode build = scene.awaitEnded(1).getFirst();
        assertThat(build.at("/trigger/kind").asText()).isEqualTo("schedule");
        assertThat(build.get("event").asText()).isEqualTo("schedule");
        assertThat(build.get("ref").asText()).isEqualTo("main");
        assertThat(build.get("sha").asText()).isEqualTo(sha);
        assertThat(scene.builds()).hasSize(1);
        assertThat(Instant.parse(calls.show(id).at("/schedules/0/nextAt").asText()))
                .isAfter(Instant.now());
    }

    @Test
    void skipsTimesOfScheduleThatAreTooLongAgoOrDisabledOrExcluded() throws Exception {
        String sha = scene.mirrored(scheduled("true"));
        UUID id = WorkflowCalls.id(calls.awaitPublished("nightly"));
        // no forge event has shown yet that the repository is connected
        fireSchedule.handle(come(id, Instant.now().minusSeconds(60)));
        calls.connect(database, sha);
        fireSchedule.handle(come(id, Instant.now().minusSeconds(7200)));
        calls.enable(id, false);
        fireSchedule.handle(come(id, Instant.now().minusSeconds(60)));
        calls.enable(id, true);
        scene.mirrored(scheduled("branch == \"other\""));
        await().atMost(WorkflowCalls.TIMEOUT)
                .until(() -> calls.show(id).get("number").asInt() == 2);
        fireSchedule.handle(come(id, Instant.now().minusSeconds(60)));

        assertThat(scene.builds()).isEmpty();
        assertThat(Instant.parse(calls.show(id).at("/schedules/0/nextAt").asText()))
                .isAfter(Instant.now());
    }

    /** Once a year, so that only the tests let its time come. */
    private String scheduled(String condition) {
        Instant lastMonth = Instant.now().minus(Duration.ofDays(40));
        int month = lastMonth.atZone(ZoneOffset.UTC).getMonthValue();
        return """
                version: "1"
                pipelines:
                  - name: nightly:1.0.0
                    description: d
                    if: %s
                    schedule: "0 3 1 %d *"
                    jobs: [ { name: unit, steps: [ "true" ] } ]
                """.formatted(condition, month);
    }

    /** Lets a time of its schedule come, and takes it before the worker does. */
    private DueSchedule come(UUID id, Instant time) {
        return database.inTransaction(tx -> {
            tx.handle()
                    .createUpdate("""
                            update pipeline.workflow_schedule
                            set next_at = :time, due_at = now() + interval '1 hour', attempts = 1 where workflow_id = :id
                            """)
                    .bind("time", time.atOffset(ZoneOffset.UTC))
                    .bind("id", id)
                    .execute();
            return schedules.list(tx, id).getFirst();
        });
    }
}
