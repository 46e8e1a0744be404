package dev.millrace.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** One real Kafka broker, KRaft, in the test JVM, or in a container if {@code MILLRACE_TEST_CONTAINERS} is {@code true}. */
public final class TestKafka {

    private TestKafka() {}

    /** {@code host:port} of the broker; started at the first call and stopped with the JVM. */
    public static String brokers() {
        return Broker.ADDRESS;
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("there is no free port", e);
        }
    }

    private static final class Broker {

        static final String ADDRESS = TestContainers.areUsed() ? TestContainers.kafka() : start();

        private static String start() {
            try {
                Path folder = Files.createTempDirectory("kafka");
                int port = freePort();
                int controllerPort = freePort();
                var settings = new Properties();
                settings.put("process.roles", "broker,controller");
                settings.put("node.id", "1");
                settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
                settings.put(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
                settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
                settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
                settings.put("controller.listener.names", "CONTROLLER");
                settings.put("inter.broker.listener.name", "PLAINTEXT");
                settings.put("log.dirs", folder.toString());
                settings.put("offsets.topic.replication.factor", "1");
                settings.put("offsets.topic.num.partitions", "1");
                settings.put("transaction.state.log.replication.factor", "1");
                settings.put("transaction.state.log.min.isr", "1");
                settings.put("group.initial.rebalance.delay.ms", "0");
                settings.put("auto.create.topics.enable", "false");
                settings.put("log.cleaner.dedupe.buffer.size", "4194304");
                format(folder);
                var server = new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
                server.startup();
                Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
                return "127.0.0.1:" + port;
            } catch (IOException e) {
                throw new UncheckedIOException("Kafka does not start", e);
            }
        }

        private static void format(Path folder) {
            try {
                new Formatter()
                        .setClusterId(Uuid.randomUuid().toString())
                        .setNodeId(1)
                        .setControllerListenerName("CONTROLLER")
                        .setDirectories(List.of(folder.toString()))
                        .run();
            } catch (Exception e) {
                throw new IllegalStateException("Kafka's storage cannot be formatted", e);
            }
        }
    }
}
