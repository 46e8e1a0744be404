package dev.millrace.testing;

import java.time.Duration;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * PostgreSQL and Kafka in containers instead of embedded, for machines with a container engine: {@code ./millrace test
 * --containers}. The images are {@code MILLRACE_TEST_POSTGRES_IMAGE} and {@code MILLRACE_TEST_KAFKA_IMAGE}.
 */
final class TestContainers {

    private static final int POSTGRES_PORT = 5432;
    private static final int KAFKA_PORT = 9092;
    private static final Duration START = Duration.ofMinutes(2);

    private TestContainers() {}

    static boolean areUsed() {
        return "true".equals(System.getenv("MILLRACE_TEST_CONTAINERS"));
    }

    /** @throws IllegalStateException if there is no container engine */
    static DatabaseServer postgres() {
        requireEngine();
        var server = new GenericContainer<>(DockerImageName.parse(image("MILLRACE_TEST_POSTGRES_IMAGE", "postgres:18")))
                .withEnv("POSTGRES_HOST_AUTH_METHOD", "trust")
                .withCommand("postgres", "-c", "max_connections=200", "-c", "shared_buffers=32MB", "-c", "fsync=off")
                .withExposedPorts(POSTGRES_PORT)
                // over TCP: the server that initializes the data folder has a Unix socket only
                .waitingFor(Wait.forSuccessfulCommand("pg_isready -h 127.0.0.1 -U postgres")
                        .withStartupTimeout(START));
        server.start();
        return database -> "jdbc:postgresql://%s:%d/%s?user=postgres"
                .formatted(server.getHost(), server.getMappedPort(POSTGRES_PORT), database);
    }

    /**
     * Starts a broker and returns its {@code host:port}.
     *
     * @throws IllegalStateException if there is no container engine
     */
    static String kafka() {
        requireEngine();
        int port = TestKafka.freePort();
        var broker = new GenericContainer<>(
                        DockerImageName.parse(image("MILLRACE_TEST_KAFKA_IMAGE", "apache/kafka:4.1.1")))
                .withEnv("KAFKA_NODE_ID", "1")
                .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
                .withEnv("KAFKA_LISTENERS", "PLAINTEXT://0.0.0.0:%d,CONTROLLER://localhost:9093".formatted(KAFKA_PORT))
                // clients outside of the container use this address, so the port is chosen before the start
                .withEnv("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://127.0.0.1:" + port)
                .withEnv("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT")
                .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
                .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093")
                .withEnv("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withExposedPorts(KAFKA_PORT)
                .waitingFor(Wait.forListeningPort().withStartupTimeout(START));
        broker.setPortBindings(List.of("127.0.0.1:%d:%d".formatted(port, KAFKA_PORT)));
        broker.start();
        return "127.0.0.1:" + port;
    }

    private static String image(String variable, String otherwise) {
        String given = System.getenv(variable);
        return given == null || given.isBlank() ? otherwise : given;
    }

    private static void requireEngine() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new IllegalStateException(
                    "MILLRACE_TEST_CONTAINERS is true, but there is no container engine; without it the tests use embedded servers");
        }
    }
}
