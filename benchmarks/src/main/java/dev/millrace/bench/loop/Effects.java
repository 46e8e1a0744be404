package dev.millrace.bench.loop;

import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.bench.platform.TopicEvents;
import dev.millrace.events.Topic;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.standalone.client.SimulatedForge;
import dev.millrace.standalone.client.UnexpectedAnswer;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Counts the effects of deliveries at their destination: events on Kafka, facts and builds in the database, check runs
 * at the forge. Every occurrence must have exactly one effect of each kind. An event that is on Kafka twice with one id
 * is one event: delivery is at least once, and consumers know the id; two ids for one occurrence are a duplicate.
 */
final class Effects {

    private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(5);
    /** After this many unchanged counts, no more changes are expected. */
    private static final int SAME_COUNTS_UNTIL_SETTLED = 12;

    private final BenchPlatform platform;
    private final SimulatedForge forge;
    private final Expected expected;

    /**
     * What was sent.
     *
     * @param refs one for each push
     * @param numbers one for each opened pull request
     */
    record Expected(String repository, List<String> refs, List<Long> numbers) {}

    /**
     * Counts of one kind of effect.
     *
     * @param wanted occurrences that should have one
     * @param lost occurrences that have none
     * @param duplicated effects beyond the first, over all occurrences
     */
    record Kind(int wanted, int lost, int duplicated) {

        /** @param found how many effects each occurrence has; absent means none */
        static <T> Kind of(List<T> wanted, Map<T, Integer> found) {
            int lost = 0;
            int duplicated = 0;
            for (T occurrence : wanted) {
                int effects = found.getOrDefault(occurrence, 0);
                lost += effects == 0 ? 1 : 0;
                duplicated += Math.max(0, effects - 1);
            }
            return new Kind(wanted.size(), lost, duplicated);
        }
    }

    /** Counts of all kinds, by name. */
    record Count(Map<String, Kind> kinds) {

        int lost() {
            return kinds.values().stream().mapToInt(Kind::lost).sum();
        }

        int duplicated() {
            return kinds.values().stream().mapToInt(Kind::duplicated).sum();
        }

        String table() {
            return kinds.entrySet().stream()
                    .map(kind -> "%-34s wanted %5d  lost %4d  duplicated %4d"
                            .formatted(
                                    kind.getKey(),
                                    kind.getValue().wanted(),
                                    kind.getValue().lost(),
                                    kind.getValue().duplicated()))
                    .collect(Collectors.joining("\n"));
        }
    }

    Effects(BenchPlatform platform, SimulatedForge forge, Expected expected) {
        this.platform = platform;
        this.forge = forge;
        this.expected = expected;
    }

    /** Counts until nothing is missing and nothing has changed for a while, or nothing has changed for a long time. */
    Count countWhenSettled(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Count last = count();
        int same = 0;
        // a late one is a duplicate too, so a complete count is checked twice more
        while (same < (last.lost() == 0 ? 2 : SAME_COUNTS_UNTIL_SETTLED) && System.nanoTime() < deadline) {
            if (new CountDownLatch(1).await(BETWEEN_COUNTS.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("interrupted while waiting");
            }
            Count now = count();
            same = now.equals(last) ? same + 1 : 0;
            last = now;
        }
        return last;
    }

    private Count count() {
        var kinds = new LinkedHashMap<String, Kind>();
        var pushEvents = new HashMap<String, Set<String>>();
        var changeEvents = new HashMap<Long, Set<String>>();
        readForgeEvents(pushEvents, changeEvents);
        kinds.put("events on Kafka, pushes", Kind.of(expected.refs(), sizes(pushEvents)));
        kinds.put("events on Kafka, pull requests", Kind.of(expected.numbers(), sizes(changeEvents)));
        kinds.put("facts, pushes", Kind.of(expected.refs(), countBy(String.class, """
                select ref, count(*) from insights.push where ref like 'refs/heads/kill/%' group by ref""")));
        kinds.put("facts, pull requests", Kind.of(expected.numbers(), countBy(Long.class, """
                select number, count(*) from insights.change where number >= 1000000 group by number""")));
        kinds.put("builds", Kind.of(expected.numbers(), countBy(Long.class, """
                select change_number, count(*) from pipeline.build where change_number >= 1000000
                group by change_number""")));
        kinds.put("builds that succeeded", Kind.of(expected.numbers(), countBy(Long.class, """
                select change_number, count(*) from pipeline.build where change_number >= 1000000 and state = 'passed'
                group by change_number""")));
        kinds.put("facts, finished builds", Kind.of(expected.numbers(), countBy(Long.class, """
                select change_number, count(*) from insights.build_step
                where change_number >= 1000000 and stage = 'FINISHED' group by change_number""")));
        List<String> builds = List.copyOf(countBy(String.class, """
                select id::text, 1 from pipeline.build where change_number >= 1000000""").keySet());
        kinds.put("check runs at the forge, completed", Kind.of(builds, completedCheckRuns()));
        return new Count(kinds);
    }

    /** A build with two check runs counts two; one whose run is not completed counts none. */
    private Map<String, Integer> completedCheckRuns() {
        var found = new HashMap<String, Integer>();
        for (SimulatedForge.CheckRun run : forge.checkRuns(expected.repository())) {
            boolean completed = "completed".equals(run.now().status());
            found.merge(run.externalId(), completed ? 1 : 0, Integer::sum);
        }
        return found;
    }

    private static <T> Map<T, Integer> sizes(Map<T, Set<String>> sets) {
        return sets.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().size()));
    }

    private <T> Map<T, Integer> countBy(Class<T> key, String sql) {
        try (var connection = DriverManager.getConnection(
                        platform.fact("database-url"),
                        platform.fact("database-user"),
                        platform.fact("database-password"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var counts = new HashMap<T, Integer>();
            while (rows.next()) {
                counts.put(rows.getObject(1, key), rows.getInt(2));
            }
            return counts;
        } catch (SQLException e) {
            throw new UnexpectedAnswer("cannot count in the database: " + e.getMessage(), e);
        }
    }

    private void readForgeEvents(Map<String, Set<String>> pushes, Map<Long, Set<String>> changes) {
        TopicEvents.read(platform, Topic.FORGE_SCM, event -> {
            String id = event.eventId().toString();
            switch (event) {
                case RefPushed push ->
                    pushes.computeIfAbsent(push.ref(), _ -> new HashSet<>()).add(id);
                case ChangeUpdated change ->
                    changes.computeIfAbsent(change.number(), _ -> new HashSet<>())
                            .add(id);
                default -> {} // not one of those sent
            }
        });
    }
}
