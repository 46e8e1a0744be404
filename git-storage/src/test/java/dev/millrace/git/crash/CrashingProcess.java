package dev.millrace.git.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Properties;
import java.util.UUID;

/**
 * Runs one operation and dies in the middle. Reads its settings as properties up to an empty line, reports that it is
 * ready, and then reads {@code <operation> <repository id> <boundary> <time>}; if it survives, it prints the boundaries it
 * passed.
 */
final class CrashingProcess {

    static final String READY = "ready";

    private CrashingProcess() {}

    public static void main(String[] arguments) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var settings = new Properties();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            settings.load(new StringReader(line));
        }
        var boundary = new Boundary();
        try (Site site = Site.open(
                settings,
                database -> BrittleDatabase.over(database, boundary),
                store -> new BrittleStore(store, boundary))) {
            site.storage().catalog().find(UUID.randomUUID());
            System.out.println(READY);
            String order = in.readLine();
            if (order == null) {
                return;
            }
            String[] words = order.split(" ", -1);
            site.clock().set(Instant.parse(words[3]));
            boundary.arm(Integer.parseInt(words[2]));
            Operation.valueOf(words[0]).run(site, UUID.fromString(words[1]));
            boundary.passed().forEach(System.out::println);
        }
    }
}
