package dev.millrace.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.conformance.process.ServiceProcess;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKafka;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * Two instances of services, one of each killed. That all services have the settings that this depends on is the subject of
 * {@link ConsumerSettingsTest}.
 */
class TakeoverIT {

    private static final String INSIGHTS = "insights-service";
    private static final List<String> SERVICES = List.of(INSIGHTS, "pipeline-service", "gateway-service");
    /** Events of other tests are on the same broker. */
    private static final String FORGE = "takeover.test";

    private static final int REPOSITORIES = 30;
    private static final String DATABASE = "quarkus.datasource.jdbc.url";
    private static final Duration START = Duration.ofSeconds(60);
    /** 10 s are the goal; Kafka's own setting would be 45 s, and a busy machine takes its time. */
    private static final Duration TAKEOVER = Duration.ofSeconds(25);

    private final Map<String, String> settings = new HashMap<>(new Platform().start());

    @Test
    void otherInstancesReadWhatKilledOnesWouldHaveRead() throws Exception {
        List<ServiceProcess> processes = new ArrayList<>();
        try {
            List<ServiceProcess> first = start(processes);
            await().atMost(START).until(() -> groups().values().stream().allMatch(Group::isComplete));
            Map<String, Group> before = groups();
            migrateAsTheNextReleaseWould();
            start(processes);
            await().atMost(START)
                    .until(() -> groups().entrySet().stream()
                            .allMatch(group -> group.getValue().isShared(before.get(group.getKey()))));
            pushEverywhere("before");
            await().atMost(START).until(() -> pushes() == REPOSITORIES);

            first.stream().flatMap(ServiceProcess::family).forEach(ProcessHandle::destroyForcibly);
            pushEverywhere("after");

            await().atMost(TAKEOVER).untilAsserted(() -> {
                assertThat(pushes()).isEqualTo(2 * REPOSITORIES);
                assertThat(groups()).allSatisfy((service, group) -> {
                    assertThat(group.members())
                            .doesNotContainAnyElementsOf(before.get(service).members());
                    assertThat(group.partitions())
                            .containsAll(before.get(service).partitions());
                });
            });
        } finally {
            processes.forEach(ServiceProcess::close);
        }
    }

    private List<ServiceProcess> start(List<ServiceProcess> processes) throws IOException {
        List<ServiceProcess> started = new ArrayList<>();
        for (String service : SERVICES) {
            ServiceProcess process = ServiceProcess.start(service, "160m", settings);
            processes.add(process);
            started.add(process);
        }
        return started;
    }

    /** An instance also starts when the schema is newer than it is: one migration of the service's own, and one of the kit. */
    private void migrateAsTheNextReleaseWould() throws SQLException {
        try (var connection = DriverManager.getConnection(settings.get(DATABASE), "postgres", "");
                var statement = connection.createStatement()) {
            for (String schema : List.of("insights", "pipeline", "gateway")) {
                statement.execute("""
                        insert into %s.flyway_schema_history
                        values (998, '1.998', 'of the kit', 'SQL', 'V1.998__of_the_kit.sql', 1, 'x', now(), 1, true),
                               (999, '999', 'newer', 'SQL', 'V999__newer.sql', 1, 'x', now(), 1, true)
                        """.formatted(schema));
            }
        }
    }

    /** What Kafka reports about the consumers of each service. */
    private Map<String, Group> groups() throws InterruptedException {
        try (Admin kafka = Admin.create(Map.of("bootstrap.servers", TestKafka.brokers()))) {
            Map<String, Group> groups = new HashMap<>();
            for (String service : SERVICES) {
                String name = service + "." + database();
                ConsumerGroupDescription description = kafka.describeConsumerGroups(List.of(name))
                        .describedGroups()
                        .get(name)
                        .get();
                groups.put(service, Group.of(description));
            }
            return groups;
        } catch (ExecutionException e) {
            return Map.of("missing", new Group(false, Set.of(), Set.of(), Set.of())); // none has been a member yet
        }
    }

    /**
     * A group of consumers.
     *
     * @param isStable whether no partitions are being distributed
     * @param members ids: each channel of each instance is a member
     * @param working members that have partitions
     * @param partitions those that a member has
     */
    private record Group(boolean isStable, Set<String> members, Set<String> working, Set<TopicPartition> partitions) {

        static Group of(ConsumerGroupDescription description) {
            return new Group(
                    description.groupState() == GroupState.STABLE,
                    description.members().stream()
                            .map(MemberDescription::consumerId)
                            .collect(Collectors.toSet()),
                    description.members().stream()
                            .filter(member ->
                                    !member.assignment().topicPartitions().isEmpty())
                            .map(MemberDescription::consumerId)
                            .collect(Collectors.toSet()),
                    description.members().stream()
                            .flatMap(member -> member.assignment().topicPartitions().stream())
                            .collect(Collectors.toSet()));
        }

        /** Whether each channel of one instance has its partitions. */
        boolean isComplete() {
            return isStable && !members.isEmpty() && working.equals(members);
        }

        /** Whether a second instance has joined, and has partitions. */
        boolean isShared(Group before) {
            return isStable
                    && members.size() == 2 * before.members().size()
                    && !before.members().containsAll(working)
                    && partitions.containsAll(before.partitions());
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
        try (var connection = DriverManager.getConnection(settings.get(DATABASE), "postgres", "");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select count(*) from insights.push where forge_key like '" + FORGE + ":%'")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private String database() {
        return settings.get(DATABASE).replaceAll(".*/|\\?.*", "");
    }
}
