package dev.millrace.standalone.infrastructure;

import dev.millrace.standalone.process.FileTree;
import dev.millrace.standalone.process.Launch;
import dev.millrace.standalone.process.Launch.StopSignal;
import dev.millrace.standalone.process.OwnerOnly;
import dev.millrace.standalone.process.Program;
import dev.millrace.standalone.process.ReservedPort;
import dev.millrace.standalone.process.StartFailed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/**
 * One Kafka node, broker and controller in one JVM, on one data folder. Clients authenticate with SCRAM and have the
 * rights that {@link KafkaUser} lists: other people may have accounts on the machine. Topics are created by the
 * services that need them, never by a producer that misspells one.
 */
final class KafkaBroker implements Program {

    private final Path data;
    private final Path configuration;
    private final Path passwords;
    private final Path log;
    private final ReservedPort port;
    private final ReservedPort controllerPort;

    private KafkaBroker(
            Path data, Path configuration, Path passwords, Path log, ReservedPort port, ReservedPort controllerPort) {
        this.data = data;
        this.configuration = configuration;
        this.passwords = passwords;
        this.log = log;
        this.port = port;
        this.controllerPort = controllerPort;
    }

    /**
     * Writes the broker's configuration and formats its data folder, unless that was done before.
     *
     * @param folder contains configuration and data, created if missing
     * @param passwordFile of the broker's users, see {@link KafkaPasswords}
     * @throws StartFailed if the folder cannot be formatted
     */
    static KafkaBroker prepare(
            Path folder, Path passwordFile, Path log, ReservedPort port, ReservedPort controllerPort) {
        Path data = folder.resolve("data").toAbsolutePath();
        Path configuration = folder.resolve("server.properties");
        try {
            OwnerOnly.createFolder(folder);
            var broker = new KafkaBroker(data, configuration, passwordFile, log, port, controllerPort);
            broker.writeConfiguration();
            Path formatted = folder.resolve("formatted");
            if (!Files.exists(formatted)) {
                // an interrupted start leaves a folder that looks complete
                FileTree.delete(data);
                var command = new ArrayList<>(java("-Xmx128m", "kafka.tools.StorageTool"));
                command.addAll(List.of(
                        "format",
                        "--cluster-id",
                        Uuid.randomUuid().toString(),
                        "--config",
                        configuration.toAbsolutePath().toString()));
                OneTimeCommand.run("formatting Kafka's folder", command, log);
                OwnerOnly.createFile(formatted);
            }
            return broker;
        } catch (IOException e) {
            throw new StartFailed("cannot prepare Kafka in " + folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public Launch launch() {
        writeConfiguration();
        port.release();
        controllerPort.release();
        var command = new ArrayList<>(java("-Xmx288m", BrokerProcess.class.getName()));
        command.addAll(List.of(
                configuration.toAbsolutePath().toString(),
                passwords.toAbsolutePath().toString(),
                address(port.number())));
        // lower priority than the services that clients wait for: what those acknowledge is stored in PostgreSQL
        return new Launch(name(), command, Map.of("MALLOC_ARENA_MAX", "2"), log, StopSignal.TERM, 5);
    }

    /**
     * Whether the broker serves its users as the cluster that its data folder was formatted for. SCRAM proves to us
     * that it knows our password, so it is this broker and no other.
     */
    @Override
    public boolean isReady() {
        return listens() && answers();
    }

    @Override
    public boolean leaveTakenPorts() {
        boolean moved = port.isTaken() && port.replace();
        return (controllerPort.isTaken() && controllerPort.replace()) || moved;
    }

    // far cheaper than creating a client for each poll
    private boolean listens() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port.number())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // still starting; the caller has a deadline and shows the log
        }
    }

    private boolean answers() {
        var client =
                new HashMap<String, Object>(KafkaPasswords.madeIn(passwords).client(KafkaUser.READER));
        client.putAll(Map.of(
                "bootstrap.servers",
                address(port.number()),
                "default.api.timeout.ms",
                "5000",
                "request.timeout.ms",
                "4000"));
        try (var admin = Admin.create(client)) {
            var cluster = admin.describeCluster();
            return !cluster.nodes().get(6, TimeUnit.SECONDS).isEmpty()
                    && cluster.clusterId().get(6, TimeUnit.SECONDS).equals(clusterId());
        } catch (ExecutionException | TimeoutException e) {
            return false; // as above
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String clusterId() {
        var facts = new Properties();
        try (var in = Files.newBufferedReader(data.resolve("meta.properties"))) {
            facts.load(in);
        } catch (IOException e) {
            throw new StartFailed("cannot read Kafka's own file in " + data + ": " + e.getMessage(), e);
        }
        return facts.getProperty("cluster.id", "");
    }

    private void writeConfiguration() {
        try {
            OwnerOnly.write(
                    configuration,
                    configuration(data, port.number(), controllerPort.number(), KafkaPasswords.madeIn(passwords)));
        } catch (IOException e) {
            throw new StartFailed("cannot write " + configuration + ": " + e.getMessage(), e);
        }
    }

    /** Address for clients, {@code host:port}. */
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

    private static String configuration(Path data, int port, int controllerPort, KafkaPasswords passwords) {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                controller.listener.names=CONTROLLER
                listeners=CLIENT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=CLIENT://127.0.0.1:%1$d
                inter.broker.listener.name=CLIENT
                listener.security.protocol.map=CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT
                listener.name.client.sasl.enabled.mechanisms=%4$s,PLAIN
                listener.name.client.scram-sha-256.sasl.jaas.config=%5$s
                listener.name.client.plain.sasl.jaas.config=%6$s
                sasl.mechanism.inter.broker.protocol=PLAIN
                listener.name.controller.sasl.enabled.mechanisms=PLAIN
                listener.name.controller.plain.sasl.jaas.config=%6$s
                sasl.mechanism.controller.protocol=PLAIN
                authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
                super.users=User:%7$s
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
                """.formatted(
                        port,
                        controllerPort,
                        data,
                        KafkaPasswords.MECHANISM,
                        KafkaPasswords.SCRAM_WITHOUT_LOGIN,
                        passwords.brokerLogin(),
                        KafkaPasswords.BROKER);
    }
}
