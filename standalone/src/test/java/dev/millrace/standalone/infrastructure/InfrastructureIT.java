package dev.millrace.standalone.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.Topic;
import dev.millrace.standalone.process.Progress;
import dev.millrace.standalone.process.ReservedPort;
import dev.millrace.standalone.process.RunFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InfrastructureIT {

    private static final String ACCESS_KEYS = Topic.ACCESS_KEYS.wireName();
    private static final List<String> NAMES = List.of("postgresql", "kafka");

    @TempDir
    Path folder;

    private Infrastructure running;
    private int controllerPort;

    @AfterEach
    void stop() {
        running.stop(Duration.ofSeconds(4));
    }

    @Test
    void findsItsDataAgainAtTheSecondStartAndLeavesNoProcessBehind() throws Exception {
        running = start();
        write(running.database());
        send(KafkaUser.GATEWAY);
        var processes =
                NAMES.stream().map(name -> runFolder().find(name).orElseThrow()).toList();

        long before = System.nanoTime();
        running.stop(Duration.ofSeconds(4));
        Duration stopped = Duration.ofNanos(System.nanoTime() - before);

        assertThat(stopped).isLessThan(Duration.ofSeconds(5));
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(NAMES).allMatch(name -> runFolder().find(name).isEmpty());

        running = start();

        assertThat(read(running.database())).isEqualTo("kept");
        assertThat(receive()).contains("kept");
    }

    @Test
    void keepsEveryCommitOnDisk() throws Exception {
        running = start();

        assertThat(setting(running.database(), "fsync")).isEqualTo("on");
        assertThat(setting(running.database(), "synchronous_commit")).isEqualTo("on");
    }

    @Test
    void refusesWritesToAccessKeysWithoutRights() throws Exception {
        running = start();
        send(KafkaUser.GATEWAY);

        for (KafkaUser user : KafkaUser.values()) {
            if (user != KafkaUser.GATEWAY) {
                assertThatThrownBy(() -> write(client(user)))
                        .as(user.wireName())
                        .cause()
                        .isInstanceOf(AuthorizationException.class);
            }
        }
        var wrongPassword = client(KafkaUser.GATEWAY);
        wrongPassword.put(
                "sasl.jaas.config",
                String.valueOf(wrongPassword.get("sasl.jaas.config")).replaceFirst("password=\".", "password=\"x"));
        assertThatThrownBy(() -> write(wrongPassword)).hasStackTraceContaining("SaslAuthenticationException");
        Map<String, Object> noCredential = new HashMap<>(Map.of("bootstrap.servers", running.kafka()));
        assertThatThrownBy(() -> write(noCredential)).hasStackTraceContaining("TimeoutException");
        assertThat(receive()).containsExactly("kept");
    } // #9.6

    @Test
    void letsNoUserChangeRightsOrReadPasswords() throws Exception {
        running = start();

        try (var admin = Admin.create(client(KafkaUser.GATEWAY))) {
            assertThatThrownBy(() ->
                            admin.createAcls(KafkaUser.GATEWAY.rights()).all().get(20, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(ClusterAuthorizationException.class);
        }
        // what a controller without authentication would accept
        try (var admin = Admin.create(Map.of(
                "bootstrap.controllers",
                "127.0.0.1:" + controllerPort,
                "default.api.timeout.ms",
                "3000",
                "request.timeout.ms",
                "2000"))) {
            assertThatThrownBy(() ->
                            admin.createAcls(KafkaUser.GATEWAY.rights()).all().get(20, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(TimeoutException.class);
        }
        var passwords = new Properties();
        try (var in = Files.newBufferedReader(kafkaPasswords())) {
            passwords.load(in);
        }
        assertThat(passwords).hasSize(KafkaUser.values().length + 1);
        assertThat(Files.readString(folder.resolve("logs/kafka.log")))
                .doesNotContain(passwords.values().stream().map(String::valueOf).toArray(String[]::new));
        assertThat(permissions(kafkaPasswords())).isEqualTo("rw-------");
        assertThat(permissions(folder.resolve("kafka/server.properties"))).isEqualTo("rw-------");
        assertThat(permissions(folder.resolve("kafka"))).isEqualTo("rwx------");
        assertThat(permissions(folder.resolve("postgres"))).isEqualTo("rwx------");
        assertThat(permissions(folder.resolve("logs/kafka.log"))).isEqualTo("rw-------");
        assertThat(permissions(folder.resolve("logs/postgresql.log"))).isEqualTo("rw-------");
        assertThat(permissions(folder.resolve("run/kafka.properties"))).isEqualTo("rw-------");
        try (var files = Files.walk(folder.resolve("kafka"))) {
            assertThat(files.map(InfrastructureIT::permissions)).allMatch(found -> found.endsWith("------"));
        }
    } // #9.6

    @Test
    void movesToOtherPortsWhenItsOwnAreTakenBeforeItBindsThem() throws Exception { // #9.33
        var postgres = ReservedPort.usual(0);
        var controller = ReservedPort.usual(0);
        int first = postgres.number();
        int firstOfController = controller.number();
        postgres.release();
        controller.release();
        try (var one = new ServerSocket(first, 1, InetAddress.getLoopbackAddress());
                var two = new ServerSocket(firstOfController, 1, InetAddress.getLoopbackAddress())) {
            assertThat(one.isBound() && two.isBound()).isTrue();

            running = start(postgres, controller);

            assertThat(postgres.number()).isNotEqualTo(first);
            assertThat(controller.number()).isNotEqualTo(firstOfController);
            write(running.database());
            assertThat(read(running.database())).isEqualTo("kept");
        }
    }

    private Infrastructure start() throws Exception {
        return start(ReservedPort.usual(0), ReservedPort.usual(0));
    }

    private Infrastructure start(ReservedPort postgres, ReservedPort controller) throws Exception {
        Path password = folder.resolve("password");
        Files.writeString(password, "secret");
        var infrastructure = new Infrastructure(
                new Infrastructure.Folders(
                        Path.of("target/cache"),
                        folder.resolve("postgres"),
                        password,
                        kafkaPasswords(),
                        folder.resolve("kafka"),
                        folder.resolve("logs")),
                new Infrastructure.Ports(postgres, ReservedPort.usual(0), controller),
                runFolder(),
                new Progress(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8)),
                () -> {});
        running = infrastructure;
        infrastructure.startPostgres();
        infrastructure.startKafka();
        controllerPort = controller.number();
        return infrastructure;
    }

    private RunFolder runFolder() {
        return new RunFolder(folder.resolve("run"));
    }

    private static void write(DatabaseAddress database) throws Exception {
        try (var connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                var statement = connection.createStatement()) {
            statement.execute("create table note as select 'kept' as text");
        }
    }

    private static String read(DatabaseAddress database) throws Exception {
        return ask(database, "select text from note");
    }

    private static String setting(DatabaseAddress database, String name) throws Exception {
        return ask(database, "show " + name);
    }

    private static String ask(DatabaseAddress database, String question) throws Exception {
        try (var connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                var statement = connection.createStatement();
                var answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getString(1);
        }
    }

    private void send(KafkaUser user) throws Exception {
        try (var admin = Admin.create(client(user))) {
            admin.createTopics(List.of(new NewTopic(ACCESS_KEYS, Optional.of(1), Optional.empty())))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        write(client(user));
    }

    private static void write(Map<String, Object> client) throws Exception {
        var settings = new HashMap<>(client);
        // compressed as the services' outbox does it: the broker reads every batch
        settings.put("compression.type", "lz4");
        settings.put("max.block.ms", "3000");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(ACCESS_KEYS, "key", "kept")).get(20, TimeUnit.SECONDS);
        }
    }

    private List<String> receive() {
        Map<String, Object> client = client(KafkaUser.READER);
        client.put("auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer())) {
            var partition = new TopicPartition(ACCESS_KEYS, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return consumer.poll(Duration.ofSeconds(20)).records(partition).stream()
                    .map(record -> record.value())
                    .toList();
        }
    }

    private Map<String, Object> client(KafkaUser user) {
        Map<String, Object> client =
                new HashMap<>(KafkaPasswords.madeIn(kafkaPasswords()).client(user));
        client.put("bootstrap.servers", running.kafka());
        return client;
    }

    private Path kafkaPasswords() {
        return folder.resolve("kafka-passwords.properties");
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
