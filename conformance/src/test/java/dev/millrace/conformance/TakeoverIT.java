package dev.millrace.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.conformance.process.ServiceProcess;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKafka;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.Test;

/** Two instances of a service, one of which is killed. The settings of consumers are those of all services. */
class TakeoverIT {

    /** Events of other tests are on the same broker. */
    private static final String FORGE = "takeover.test";

    private static final int REPOSITORIES = 30;
    private static final Duration START = Duration.ofSeconds(60);
    /** 10 s are the goal; Kafka's own setting would be 45 s, and a busy machine takes its time. */
    private static final Duration TAKEOVER = Duration.ofSeconds(25);

    private final Map<String, String> settings = new HashMap<>(new Platform().start());

    @Test
    void anotherInstanceReadsWhatAKilledOneWouldHaveRead() throws Exception {
        try (ServiceProcess first = ServiceProcess.start("insights-service", "160m", settings);
                ServiceProcess second = ServiceProcess.start("insights-service", "160m", settings)) {
            await().atMost(START).until(this::bothHavePartitions);
            pushEverywhere("before");
            await().atMost(START).until(() -> pushes() == REPOSITORIES);

            first.family().forEach(ProcessHandle::destroyForcibly);
            pushEverywhere("after");

            await().atMost(TAKEOVER).until(() -> pushes() == 2 * REPOSITORIES);
            assertThat(second.family().findFirst())
                    .hasValueSatisfying(alive -> assertThat(alive.isAlive()).isTrue());
        }
    }

    /** Each channel of each instance is a member. */
    private boolean bothHavePartitions() throws InterruptedException {
        try (Admin kafka = Admin.create(Map.of("bootstrap.servers", TestKafka.brokers()))) {
            List<MemberDescription> members = kafka.listGroups().all().get().stream()
                    .map(group -> group.groupId())
                    .filter(group -> group.equals("insights-service." + database()))
                    .flatMap(group -> members(kafka, group).stream())
                    .toList();
            return members.size() == 10
                    && members.stream()
                            .noneMatch(member ->
                                    member.assignment().topicPartitions().isEmpty());
        } catch (ExecutionException e) {
            return false; // not all topics exist yet
        }
    }

    private static List<MemberDescription> members(Admin kafka, String group) {
        try {
            return List.copyOf(kafka.describeConsumerGroups(List.of(group))
                    .describedGroups()
                    .get(group)
                    .get()
                    .members());
        } catch (ExecutionException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private static void pushEverywhere(String branch) {
        for (int number = 0; number < REPOSITORIES; number++) {
            TestEvents.publish(new RefPushed(
                    UUID.randomUUID(),
                    new ForgeRepository(
                            FORGE,
                            Integer.toString(number),
                            "acme/widgets",
                            "https://takeover.test/acme/widgets.git",
                            "main",
                            false,
                            false),
                    Optional.empty(),
                    Optional.empty(),
                    "refs/heads/" + branch,
                    Optional.empty(),
                    Optional.of("a".repeat(40)),
                    false,
                    List.of(),
                    Instant.now()));
        }
    }

    private int pushes() throws SQLException {
        try (var connection = DriverManager.getConnection(settings.get("quarkus.datasource.jdbc.url"), "postgres", "");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select count(*) from insights.push where forge_key like '" + FORGE + ":%'")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private String database() {
        return settings.get("quarkus.datasource.jdbc.url").replaceAll(".*/|\\?.*", "");
    }
}
