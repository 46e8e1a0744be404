package dev.millrace.standalone.infrastructure;

import dev.millrace.standalone.process.FileTree;
import dev.millrace.standalone.process.Launch;
import dev.millrace.standalone.process.Launch.StopSignal;
import dev.millrace.standalone.process.StartFailed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/**
 * One Kafka node, broker and controller in one JVM, on one data folder. Topics are made by whoever needs them, never by
 * a producer that misspells one.
 */
final class KafkaBroker {

    private final Path configuration;
    private final Path log;
    private final int port;

    private KafkaBroker(Path configuration, Path log, int port) {
        this.configuration = configuration;
        this.log = log;
        this.port = port;
    }

    /**
     * Writes the broker's configuration and formats its data folder, unless that was done before.
     *
     * @param folder holds configuration and data, made if missing
     * @throws StartFailed if the folder cannot be formatted
     */
    static KafkaBroker prepare(Path folder, Path log, int port, int controllerPort) {
        Path data = folder.resolve("data").toAbsolutePath();
        Path configuration = folder.resolve("server.properties");
        try {
            Files.createDirectories(folder);
            Files.writeString(configuration, configuration(data, port, controllerPort));
            Path formatted = folder.resolve("formatted");
            if (!Files.exists(formatted)) {
                // whoever was interrupted here left a folder that looks complete
                FileTree.delete(data);
                var command = new ArrayList<>(java("-Xmx128m", "kafka.tools.StorageTool"));
                command.addAll(List.of(
                        "format",
                        "--cluster-id",
                        Uuid.randomUuid().toString(),
                        "--config",
                        configuration.toAbsolutePath().toString()));
                OneTimeCommand.run("formatting Kafka's folder", command, log);
                Files.createFile(formatted);
            }
            return new KafkaBroker(configuration, log, port);
        } catch (IOException e) {
            throw new StartFailed("cannot prepare Kafka in " + folder + ": " + e.getMessage(), e);
        }
    }

    /** How the broker process is started. */
    Launch launch() {
        var command = new ArrayList<>(java("-Xmx288m", "kafka.Kafka"));
        command.add(configuration.toAbsolutePath().toString());
        // behind those for whom somebody waits: what they promise stands in PostgreSQL
        return new Launch("kafka", command, Map.of("MALLOC_ARENA_MAX", "2"), log, StopSignal.TERM, 5);
    }

    /** Whether it answers as a cluster. */
    boolean isReady() {
        return listens() && answers();
    }

    // far cheaper than a client that would be made again and again
    private boolean listens() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // still starting; whoever waits has a deadline and shows the log
        }
    }

    private boolean answers() {
        Map<String, Object> client = Map.of(
                "bootstrap.servers", address(port), "default.api.timeout.ms", "1000", "request.timeout.ms", "900");
        try (var admin = Admin.create(client)) {
            return !admin.describeCluster()
                    .nodes()
                    .get(1200, TimeUnit.MILLISECONDS)
                    .isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false; // as above
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Where clients find it, {@code host:port}. */
    static String address(int port) {
        return "127.0.0.1:" + port;
    }

    private static List<String> java(String heap, String main) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "-Xss512k",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.log.kafka=info",
                "-cp",
                System.getProperty("java.class.path"),
                main);
    }

    private static String configuration(Path data, int port, int controllerPort) {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                controller.listener.names=CONTROLLER
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                log.dirs=%3$s
                auto.create.topics.enable=false
                default.replication.factor=1
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=6
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=2
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                num.network.threads=2
                num.io.threads=4
                log.cleaner.threads=1
                log.cleaner.dedupe.buffer.size=16777216
                log.segment.bytes=134217728
                log.index.size.max.bytes=1048576
                message.max.bytes=4194304
                controlled.shutdown.enable=false
                """.formatted(port, controllerPort, data);
    }
}
