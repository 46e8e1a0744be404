package dev.millrace.insights.person;

import static dev.millrace.insights.person.Acts.at;
import static dev.millrace.insights.person.Acts.bot;
import static dev.millrace.insights.person.Acts.ended;
import static dev.millrace.insights.person.Acts.linked;
import static dev.millrace.insights.person.Acts.person;
import static dev.millrace.insights.person.Acts.withTeams;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Event;
import dev.millrace.events.access.IdentityChanged;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeReviewed;
import dev.millrace.insights.person.LinkStore.Person;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.TestPostgres;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose what accounts did is, on real PostgreSQL: the same whatever arrives first, and however often. */
class AttributionIT {

    private static final UUID ANN = new UUID(0, 1);
    private static final UUID BEN = new UUID(0, 2);
    private static final int ORDERS = 4;

    private static AgroalDataSource pool;
    private static Database database;
    private static RecordContributions record;
    private static FollowIdentities follow;

    private final Acts acts = new Acts("1");

    @BeforeAll
    static void migrates() throws SQLException {
        String url = TestPostgres.databaseUrl();
        // many short transactions: a connection for each would take most of the time
        pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(connections ->
                        connections.maxSize(8).connectionFactoryConfiguration(server -> server.jdbcUrl(url))));
        Flyway.configure()
                .dataSource(pool)
                .schemas("insights")
                .defaultSchema("insights")
                .locations("db/kit", "db/insights")
                .load()
                .migrate();
        database = new Database(pool);
        record = new RecordContributions(new ContributionStore());
        follow = new FollowIdentities(new LinkStore(), new BackfillStore());
    }

    @AfterAll
    static void closes() {
        pool.close();
    }

    @BeforeEach
    void clear() {
        database.useTransaction(tx -> tx.handle().execute("""
                truncate insights.contribution, insights.identity_link, insights.person, insights.backfill
                """));
    }

    @Test
    void attributesWhatAnAccountDoesWhileItIsLinkedAndWhatItDidBefore() {
        take(acts.pushed("before", person("5", "ann"), 10));
        take(linked(ANN, "5", "ann", 20));
        take(acts.pushed("after", person("5", "ann-renamed"), 30));
        finish();

        assertThat(persons()).containsExactlyInAnyOrderEntriesOf(Map.of("before", ANN, "after", ANN));
    }

    @Test
    void leavesAttributedWhatHappenedBeforeTheLinkEndedAndAttributesNothingAfterIt() {
        IdentityChanged link = linked(ANN, "5", "ann", 20);
        take(acts.pushed("before", person("5", "ann"), 10));
        take(link);
        take(ended(link, 30));
        take(acts.pushed("after", person("5", "ann"), 40));
        // it happened before the end, and is only reported late
        take(acts.pushed("late", person("5", "ann"), 25));
        finish();

        assertThat(persons()).containsExactlyInAnyOrderEntriesOf(map("before", ANN, "after", null, "late", ANN));
    }

    @Test
    void attributesToAnotherUserOnlyWhatBelongsToNobody() {
        IdentityChanged first = linked(ANN, "5", "ann", 20);
        take(acts.pushed("first", person("5", "ann"), 10));
        take(first);
        take(ended(first, 30));
        take(acts.pushed("between", person("5", "ann"), 40));
        take(linked(BEN, "5", "ann", 50));
        take(acts.pushed("last", person("5", "ann"), 60));
        finish();

        assertThat(persons()).containsExactlyInAnyOrderEntriesOf(Map.of("first", ANN, "between", BEN, "last", BEN));
    }

    @Test
    void findsAnAccountByLoginOnlyWhereTheReportHasNoId() {
        take(linked(ANN, "5", "Ann", 20));
        take(acts.pushed("by id of another", person("6", "ann"), 30));
        take(acts.pushed("by login", person("ANN", "ANN"), 30));
        finish();

        assertThat(persons()).containsExactlyInAnyOrderEntriesOf(map("by id of another", null, "by login", ANN));
    }

    @Test
    void givesALoginToTheAccountThatHadItWhenSomethingWasDone() {
        IdentityChanged old = linked(ANN, "5", "mona", 10);
        take(old);
        take(ended(old, 30));
        take(linked(ANN, "5", "mona-two", 30));
        take(linked(BEN, "6", "mona", 40));
        take(acts.pushed("of the first", person("mona", "mona"), 20));
        take(acts.pushed("of the second", person("mona", "mona"), 50));
        take(acts.pushed("of the renamed", person("mona-two", "mona-two"), 50));
        finish();

        assertThat(persons())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("of the first", ANN, "of the second", BEN, "of the renamed", ANN));
    }

    @Test
    void attributesNothingThatABotDid() {
        take(linked(ANN, "5", "ann", 20));
        take(linked(BEN, "6", "ci[bot]", 20));
        take(acts.pushed("marked", bot("5", "ann"), 10));
        take(acts.pushed("named", person("6", "ci[bot]"), 30));
        finish();

        assertThat(persons()).containsExactlyInAnyOrderEntriesOf(map("marked", null, "named", null));
    }

    @Test
    void goesOnWithABackfillWhereItWas() {
        Stream.of("a", "b", "c", "d", "e").forEach(name -> take(acts.pushed(name, person("5", "ann"), 10)));
        take(linked(ANN, "5", "ann", 20));

        assertThat(again().runBatch(2)).isTrue();
        assertThat(persons().values()).filteredOn(ANN::equals).hasSize(2);
        assertThat(again().runBatch(2)).isTrue();
        assertThat(persons().values()).filteredOn(ANN::equals).hasSize(4);

        finish();
        assertThat(persons().values()).hasSize(5).containsOnly(ANN);
        assertThat(again().runBatch(2)).isFalse();
    }

    @Test
    void missesNothingThatIsBeingStoredWhenALinkBegins() {
        var linking = new AtomicReference<CompletableFuture<Void>>();
        database.useTransaction(tx -> {
            record.record(tx, acts.pushed("before", person("5", "ann"), 10));
            linking.set(CompletableFuture.runAsync(() -> {
                take(linked(ANN, "5", "ann", 20));
                finish();
            }));
            await().atMost(Duration.ofSeconds(30)).until(() -> linking.get().isDone() || isWaitingForContributions());
        });
        linking.get().join();

        assertThat(persons()).containsExactlyInAnyOrderEntriesOf(Map.of("before", ANN));
    }

    @Test
    void attributesNothingAgainForARecordThatChangesNoLink() {
        IdentityChanged link = linked(ANN, "5", "ann", 20);
        take(link);
        finish();

        take(link);
        take(withTeams(link, List.of("acme", "globex"), 30));

        assertThat(again().runBatch(10)).isFalse();
        List<Person> members = database.inTransaction(tx -> new LinkStore().members(tx, "globex", List.of(ANN)));
        assertThat(members).extracting(Person::user).containsExactly(ANN);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void attributesTheSameInAnyOrderWithAnyRepeats(long seed) {
        var random = new Random(seed);
        List<Event> story = story(random);
        Map<String, Optional<UUID>> expected = expected(story);
        assertThat(expected.values()).contains(Optional.empty(), Optional.of(ANN), Optional.of(BEN));

        for (int order = 0; order < ORDERS; order++) {
            clear();
            var shuffled = new ArrayList<>(story);
            story.stream().filter(event -> random.nextInt(3) == 0).forEach(shuffled::add);
            Collections.shuffle(shuffled, random);
            for (Event event : shuffled) {
                take(event);
                if (random.nextInt(4) == 0) {
                    again().runBatch(1 + random.nextInt(5));
                }
            }
            finish();

            assertThat(all()).as("order %d", order).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void attributesTheSameWhileSeveralProcessesWork(long seed) {
        var random = new Random(seed);
        List<Event> story = new ArrayList<>(story(random));
        Map<String, Optional<UUID>> expected = expected(story);
        story.addAll(List.copyOf(story)); // each arrives twice
        Collections.shuffle(story, random);
        List<Event> links =
                story.stream().filter(IdentityChanged.class::isInstance).toList();
        List<Event> facts = story.stream()
                .filter(event -> !(event instanceof IdentityChanged))
                .toList();

        var working = Stream.<Runnable>of(
                        () -> links.forEach(this::take),
                        () -> facts.subList(0, facts.size() / 2).forEach(this::take),
                        () -> facts.subList(facts.size() / 2, facts.size()).forEach(this::take),
                        () -> batches(150),
                        () -> batches(150))
                .map(CompletableFuture::runAsync)
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(working).join();
        finish();

        assertThat(all()).isEqualTo(expected);
    }

    /** Accounts that are linked, renamed, unlinked and linked to others, while they do things. */
    private static List<Event> story(Random random) {
        List<Event> story = new ArrayList<>();
        for (int account = 1; account <= 4; account++) {
            long now = random.nextInt(100);
            String login = "login" + account;
            while (now < 1_000) {
                now += 5 + account - Math.floorMod(now, 5); // links that begin in one instant have no order
                UUID user = random.nextBoolean() ? ANN : BEN;
                IdentityChanged link = linked(user, "" + account, login, now);
                story.add(link);
                story.add(withTeams(link, List.of("acme", "team" + now), now + 1));
                now += 50 + random.nextInt(300);
                if (random.nextInt(5) > 0) {
                    story.add(ended(link, now));
                    if (random.nextInt(3) == 0) {
                        login = "login" + (1 + random.nextInt(4)) + "x" + account;
                    }
                    now += random.nextInt(200);
                } else {
                    break;
                }
            }
        }
        for (int round = 0; round < 60; round++) {
            Acts acts = new Acts("" + random.nextInt(3));
            long now = 2 + random.nextInt(1_300);
            Actor actor = actor(random);
            switch (random.nextInt(5)) {
                case 0 -> story.add(acts.pushed("p" + round, actor, now, "LOGIN1", "login2", "ci[bot]", "stranger"));
                case 1 -> {
                    Optional<Instant> mergedAt = random.nextBoolean() ? Optional.of(at(now + 90)) : Optional.empty();
                    story.add(acts.change(round, actor, now, Optional.empty(), now + 3));
                    story.add(acts.change(round, actor, now, mergedAt, now + 95));
                }
                case 2 -> {
                    story.add(acts.deployed("d" + round, actor(random), now, now + 5));
                    story.add(acts.deployed("d" + round, actor(random), now, now + 9));
                    if (random.nextBoolean()) {
                        story.add(acts.requested("d" + round, actor, now));
                    }
                }
                case 3 -> story.add(acts.reviewed("r" + round, actor, ChangeReviewed.Action.SUBMITTED, now));
                default -> story.add(acts.pushed("q" + round, actor, now, "Login3", "login4"));
            }
        }
        return story;
    }

    private static Actor actor(Random random) {
        String id = "" + (1 + random.nextInt(5));
        return switch (random.nextInt(6)) {
            case 0 -> person("login" + id, "login" + id);
            case 1 -> bot(id, "login" + id);
            default -> person(id, "login" + id);
        };
    }

    /** What the tables must hold in the end, from the events as a set. */
    private static Map<String, Optional<UUID>> expected(List<Event> story) {
        Collection<IdentityChanged> links = story.stream()
                .filter(IdentityChanged.class::isInstance)
                .map(IdentityChanged.class::cast)
                .collect(
                        HashMap<UUID, IdentityChanged>::new,
                        (known, link) -> known.merge(
                                link.linkId(),
                                link,
                                (one, other) -> one.unlinkedAt().isPresent() ? one : other),
                        HashMap::putAll)
                .values();
        Map<String, Contribution> counted = new HashMap<>();
        for (Event event : story) {
            for (Contribution act : Contribution.of(event)) {
                counted.merge(
                        event.key() + " " + act.kind() + " " + act.subject(),
                        act,
                        BinaryOperator.minBy(Contribution.FIRST_REPORT));
            }
        }
        Map<String, Optional<UUID>> expected = new TreeMap<>();
        counted.forEach((key, act) -> expected.put(key, personOf(act, links)));
        return expected;
    }

    private static Optional<UUID> personOf(Contribution act, Collection<IdentityChanged> links) {
        if (act.account().bot()) {
            return Optional.empty();
        }
        List<IdentityChanged> fitting = links.stream()
                .filter(link -> act.account()
                        .id()
                        .map(link.accountId()::equals)
                        .orElseGet(() ->
                                link.login().equalsIgnoreCase(act.account().login())))
                .filter(link ->
                        link.unlinkedAt().isEmpty() || link.unlinkedAt().get().isAfter(act.at()))
                .sorted(Comparator.comparing(IdentityChanged::linkedAt))
                .toList();
        Optional<UUID> then = Optional.empty();
        for (IdentityChanged link : fitting) {
            if (!link.linkedAt().isAfter(act.at())) {
                then = Optional.of(link.user());
            }
        }
        return then.or(() -> fitting.stream().map(IdentityChanged::user).findFirst());
    }

    private void take(Event event) {
        database.useTransaction(tx -> {
            if (event instanceof IdentityChanged link) {
                follow.changed(tx, link);
            } else {
                record.record(tx, event);
            }
        });
    }

    private static AttributeAgain again() {
        return new AttributeAgain(database, new BackfillStore(), new ContributionStore());
    }

    private static void batches(int count) {
        for (int batch = 0; batch < count; batch++) {
            again().runBatch(3);
        }
    }

    private static boolean isWaitingForContributions() {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet waiting = statement.executeQuery("""
                        select 1 from pg_locks where locktype = 'advisory' and not granted
                        """)) {
            return waiting.next();
        } catch (SQLException e) {
            throw new IllegalStateException("pg_locks cannot be read", e);
        }
    }

    private static void finish() {
        while (again().runBatch(4)) {
            // as long as something is due
        }
    }

    /** Pushes by name. */
    private Map<String, UUID> persons() {
        Map<String, UUID> persons = new HashMap<>();
        Map<String, Optional<UUID>> all = all();
        Stream.of(
                        "before",
                        "after",
                        "late",
                        "first",
                        "between",
                        "last",
                        "by id of another",
                        "by login",
                        "of the first",
                        "of the second",
                        "of the renamed",
                        "marked",
                        "named",
                        "a",
                        "b",
                        "c",
                        "d",
                        "e")
                .forEach(name -> {
                    String key = acts.repository.key() + " PUSH "
                            + acts.pushed(name, person("5", "ann"), 0).eventId();
                    if (all.containsKey(key)) {
                        persons.put(name, all.get(key).orElse(null));
                    }
                });
        return persons;
    }

    private static Map<String, Optional<UUID>> all() {
        return database.inTransaction(tx -> {
            Map<String, Optional<UUID>> found = new TreeMap<>();
            tx.handle()
                    .createQuery("select forge_key, kind, subject, person from insights.contribution")
                    .map((row, context) -> found.put(
                            row.getString("forge_key") + " " + row.getString("kind") + " " + row.getString("subject"),
                            Optional.ofNullable(row.getObject("person", UUID.class))))
                    .list();
            return found;
        });
    }

    private static Map<String, UUID> map(Object... namesAndUsers) {
        Map<String, UUID> map = new HashMap<>();
        for (int index = 0; index < namesAndUsers.length; index += 2) {
            map.put((String) namesAndUsers[index], (UUID) namesAndUsers[index + 1]);
        }
        return map;
    }
}
