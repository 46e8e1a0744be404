package dev.millrace.standalone.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.standalone.process.PortChoice;
import dev.millrace.standalone.process.Progress;
import dev.millrace.standalone.process.RunFolder;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InfrastructureIT {

    private static final List<String> NAMES = List.of("postgresql", "kafka");

    @TempDir
    Path folder;

    private Infrastructure running;

    @AfterEach
    void stop() {
        running.stop();
    }

    @Test
    void findsItsDataAgainAtTheSecondStartAndLeavesNoProcessBehind() throws Exception {
        running = start();
        write(running.database());
        send(running.kafka());
        var processes =
                NAMES.stream().map(name -> runFolder().find(name).orElseThrow()).toList();

        long before = System.nanoTime();
        running.stop();
        Duration stopped = Duration.ofNanos(System.nanoTime() - before);

        assertThat(stopped).isLessThan(Duration.ofSeconds(5));
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(NAMES).allMatch(name -> runFolder().find(name).isEmpty());

        running = start();

        assertThat(read(running.database())).isEqualTo("kept");
        assertThat(receive(running.kafka())).contains("kept");
    }

    @Test
    void keepsEveryCommitOnDisk() throws Exception {
        running = start();

        assertThat(setting(running.database(), "fsync")).isEqualTo("on");
        assertThat(setting(running.database(), "synchronous_commit")).isEqualTo("on");
    }

    private Infrastructure start() throws Exception {
        var ports = new PortChoice();
        Path password = folder.resolve("password");
        Files.writeString(password, "secret");
        var infrastructure = new Infrastructure(
                new Infrastructure.Folders(
                        Path.of("target/cache"),
                        folder.resolve("postgres"),
                        password,
                        folder.resolve("kafka"),
                        folder.resolve("logs")),
                new Infrastructure.Ports(ports.choose(0), ports.choose(0), ports.choose(0)),
                runFolder(),
                new Progress(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8)));
        infrastructure.startPostgres();
        infrastructure.startKafka();
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

    private static void send(String kafka) throws Exception {
        // compressed as the services' outbox does it: the broker reads every batch
        Map<String, Object> client = Map.of("bootstrap.servers", kafka, "compression.type", "lz4");
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka));
                var producer = new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("note", Optional.of(1), Optional.empty())))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            producer.send(new ProducerRecord<>("note", "kept")).get(20, TimeUnit.SECONDS);
        }
    }

    private static List<String> receive(String kafka) {
        Map<String, Object> client = Map.of("bootstrap.servers", kafka, "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer())) {
            var partition = new TopicPartition("note", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return consumer.poll(Duration.ofSeconds(20)).records(partition).stream()
                    .map(record -> record.value())
                    .toList();
        }
    }
}
