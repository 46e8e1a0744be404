package dev.millrace.conformance.sync;

import dev.millrace.conformance.process.ServiceProcess;
import dev.millrace.events.Topic;
import dev.millrace.testing.TestEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All data that services leave where others can read it: their output, the arguments of the processes that they start,
 * rows, events and files. Processes are polled from the start on, often enough to observe those that connect to an
 * upstream.
 */
final class EverythingWritten implements AutoCloseable {

    private static final long LOOK_MILLIS = 20;

    private final List<ServiceProcess> services;
    private final String databaseUrl;
    private final Path files;
    private final Set<String> commands = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();

    EverythingWritten(List<ServiceProcess> services, String databaseUrl, Path files) {
        this.services = services;
        this.databaseUrl = databaseUrl;
        this.files = files;
        looking.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        services.stream()
                .flatMap(ServiceProcess::family)
                .flatMap(process -> process.info().commandLine().stream())
                .forEach(commands::add);
    }

    /** Contents by location. */
    Map<String, String> read() throws IOException, SQLException {
        var texts = new TreeMap<String, String>();
        texts.put("arguments of processes", String.join("\n", commands));
        texts.put("output", services.stream().map(ServiceProcess::output).collect(Collectors.joining("\n")));
        for (Topic topic : Topic.values()) {
            texts.put(
                    "topic " + topic.wireName(),
                    TestEvents.records(topic.wireName()).stream()
                            .map(record -> record.headers() + " " + record.key() + " " + text(record.value()))
                            .collect(Collectors.joining("\n")));
        }
        readTables(texts);
        try (Stream<Path> all = Files.walk(files)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                texts.put("file " + file, text(Files.readAllBytes(file)));
            }
        }
        return texts;
    }

    private void readTables(Map<String, String> texts) throws SQLException {
        try (Connection connection = DriverManager.getConnection(databaseUrl, "postgres", "postgres");
                Statement statement = connection.createStatement()) {
            List<String> tables = strings(statement, """
                    select format('%I.%I', table_schema, table_name) from information_schema.tables
                    where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'
                    """);
            for (String table : tables) {
                texts.put(
                        "table " + table,
                        String.join("\n", strings(statement, "select t::text from %s t".formatted(table))));
            }
        }
    }

    private static List<String> strings(Statement statement, String query) throws SQLException {
        var strings = new ArrayList<String>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
        }
        return strings;
    }

    /** Any file as text: each byte is one character. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
