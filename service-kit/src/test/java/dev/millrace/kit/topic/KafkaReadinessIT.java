package dev.millrace.kit.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.kit.broker.BrokerConnection;
import dev.millrace.kit.work.Timers;
import dev.millrace.testing.TestKafka;
import io.quarkus.runtime.ShutdownEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class KafkaReadinessIT {

    private final String topic = "topic-" + UUID.randomUUID();

    @Test
    void namesTheTopicsThatDoNotExistUntilTheyDo() throws InterruptedException, ExecutionException {
        var readiness = readiness(TestKafka.brokers(), true);

        readiness.check();
        HealthCheckResponse before = readiness.call();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.brokers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        readiness.check();
        HealthCheckResponse after = readiness.call();
        readiness.stop(new ShutdownEvent());

        assertThat(before.getStatus()).isEqualTo(Status.DOWN);
        assertThat(reason(before)).isEqualTo("topics that this service reads do not exist: " + topic);
        assertThat(after.getStatus()).isEqualTo(Status.UP);
        assertThat(after.getData()).isEmpty();
    }

    @Test
    void statesThatKafkaDoesNotRespond() throws IOException {
        String nothing = unusedAddress();
        var readiness = readiness(nothing, true);

        readiness.check();
        HealthCheckResponse response = readiness.call();
        readiness.stop(new ShutdownEvent());

        assertThat(response.getStatus()).isEqualTo(Status.DOWN);
        assertThat(reason(response)).startsWith("Kafka at " + nothing + " does not respond: ");
    }

    @Test
    void leavesAServiceReadyThatDoesNotDependOnKafka() throws IOException {
        var readiness = readiness(unusedAddress(), false);

        readiness.check();
        HealthCheckResponse response = readiness.call();
        readiness.stop(new ShutdownEvent());

        assertThat(response.getStatus()).isEqualTo(Status.UP);
        assertThat(reason(response)).contains("does not respond");
    }

    private KafkaReadiness readiness(String address, boolean required) {
        return new KafkaReadiness(BrokerConnection.to(address), new ReadTopics(Set.of(topic), required), new Timers());
    }

    private static String unusedAddress() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    private static String reason(HealthCheckResponse response) {
        return String.valueOf(response.getData().orElseThrow().get("reason"));
    }
}
