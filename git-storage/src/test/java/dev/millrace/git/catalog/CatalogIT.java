package dev.millrace.git.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.git.RepositoryDeleted;
import dev.millrace.git.GitStorage;
import dev.millrace.git.StorageFixture;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.WriteSession;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogIT {

    private final GitStorage storage = StorageFixture.shared().open();
    private final Catalog catalog = storage.catalog();
    private final String team = "team-" + UUID.randomUUID();

    @Test
    void createsARepositoryThatCanBeFound() {
        CreateOutcome outcome = create("acme/widgets", Optional.of("github.com:42"));

        StoredRepository made = outcome.repository();
        assertThat(outcome).isInstanceOf(CreateOutcome.Created.class);
        assertThat(made.head()).isEqualTo("refs/heads/main");
        assertThat(made.refsVersion()).isZero();
        assertThat(made.packsVersion()).isZero();
        assertThat(made.isMirror()).isTrue();
        assertThat(catalog.find(team, "acme/widgets")).contains(made);
        assertThat(catalog.find(made.id())).contains(made);
        assertThat(catalog.findMirror(team, "github.com:42")).contains(made);
    }

    @Test
    void givesANameOnceInATeam() {
        StoredRepository first = create("widgets", Optional.empty()).repository();

        CreateOutcome second = create("widgets", Optional.empty());
        CreateOutcome elsewhere = catalog.create(
                new NewRepository(team + "-other", new RepositoryName("widgets"), Optional.empty(), "main"));

        assertThat(second).isEqualTo(new CreateOutcome.NameTaken(first));
        assertThat(elsewhere).isInstanceOf(CreateOutcome.Created.class);
    }

    @Test
    void mirrorsAnUpstreamOnceInATeam() {
        StoredRepository first =
                create("old/name", Optional.of("github.com:42")).repository();

        CreateOutcome second = create("new/name", Optional.of("github.com:42"));

        assertThat(second).isEqualTo(new CreateOutcome.AlreadyMirrored(first));
        assertThat(catalog.find(team, "new/name")).isEmpty();
    }

    @Test
    void letsOneOfManyCreatorsWin() throws Exception {
        int creators = 8;
        var start = new CountDownLatch(1);
        List<Future<CreateOutcome>> outcomes = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(creators)) {
            for (int i = 0; i < creators; i++) {
                outcomes.add(threads.submit(() -> {
                    start.await();
                    return create("race", Optional.of("github.com:7"));
                }));
            }
            start.countDown();
        }

        int created = 0;
        var ids = new HashSet<UUID>();
        for (Future<CreateOutcome> outcome : outcomes) {
            created += outcome.get() instanceof CreateOutcome.Created ? 1 : 0;
            ids.add(outcome.get().repository().id());
        }
        assertThat(created).isEqualTo(1);
        assertThat(ids).hasSize(1);
    }

    @Test
    void renames() {
        StoredRepository made = create("before", Optional.empty()).repository();
        StoredRepository other = create("taken", Optional.empty()).repository();

        RenameOutcome taken = catalog.rename(made.id(), new RepositoryName("taken"));
        RenameOutcome renamed = catalog.rename(made.id(), new RepositoryName("after"));
        RenameOutcome again = catalog.rename(made.id(), new RepositoryName("after"));
        RenameOutcome missing = catalog.rename(UUID.randomUUID(), new RepositoryName("after"));

        assertThat(taken).isEqualTo(new RenameOutcome.NameTaken(other));
        assertThat(renamed)
                .isInstanceOfSatisfying(
                        RenameOutcome.Renamed.class,
                        it -> assertThat(it.repository().id()).isEqualTo(made.id()));
        assertThat(again).isInstanceOf(RenameOutcome.Renamed.class);
        assertThat(missing).isInstanceOf(RenameOutcome.Missing.class);
        assertThat(catalog.find(team, "before")).isEmpty();
        assertThat(catalog.find(team, "after")).isPresent();
    }

    @Test
    void freesTheNameOfADeletedRepository() {
        StoredRepository first = create("phoenix", Optional.of("github.com:1")).repository();

        assertThat(catalog.delete(first.id())).isTrue();
        assertThat(catalog.delete(first.id())).isFalse();
        assertThat(catalog.find(first.id())).isEmpty();

        StoredRepository second = create("phoenix", Optional.of("github.com:1")).repository();
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThatThrownBy(() -> storage.read(first.id())).isInstanceOf(RepositoryMissing.class);
    }

    @Test
    void announcesADeletionOnce() {
        StoredRepository made = create("announced", Optional.of("github.com:5")).repository();

        catalog.delete(made.id());
        catalog.delete(made.id());
        catalog.delete(UUID.randomUUID());

        assertThat(StorageFixture.shared().events(made.id()))
                .singleElement()
                .isInstanceOfSatisfying(RepositoryDeleted.class, deleted -> {
                    assertThat(deleted.repository()).isEqualTo(made.toEvent());
                    assertThat(deleted.occurredAt()).isEqualTo(StorageFixture.NOON);
                });
    }

    @Test
    void listsAPageAtATimeInByteOrder() {
        List<String> names = List.of("B", "a", "a/b", "a-b", "z", "é");
        names.forEach(name -> create(name, Optional.empty()));

        List<String> first = names(catalog.list(team, Optional.empty(), 4));
        List<String> second = names(catalog.list(team, Optional.of(first.getLast()), 4));

        assertThat(first).hasSize(4);
        assertThat(Stream.concat(first.stream(), second.stream())).containsExactly("B", "a", "a-b", "a/b", "z", "é");
        assertThatThrownBy(() -> catalog.list(team, Optional.empty(), 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void listsTheNewestFirstAndByAPartOfTheName() {
        List.of("api", "Web", "a/web_", "other").forEach(name -> create(name, Optional.empty()));

        List<StoredRepository> first = catalog.newest(team, Optional.empty(), 3, "");
        List<StoredRepository> second =
                catalog.newest(team, Optional.of(CatalogPosition.after(first.getLast())), 3, "");

        assertThat(names(first)).hasSize(3);
        assertThat(Stream.concat(first.stream(), second.stream()).map(StoredRepository::createdAt))
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertThat(Stream.concat(names(first).stream(), names(second).stream()))
                .containsExactlyInAnyOrder("api", "Web", "a/web_", "other");
        assertThat(names(catalog.newest(team, Optional.empty(), 3, "WEB"))).containsExactlyInAnyOrder("Web", "a/web_");
        assertThat(names(catalog.newest(team, Optional.empty(), 3, "_"))).containsExactly("a/web_");
    }

    @Test
    void remembersDeletedNames() {
        UUID id = create("gone", Optional.empty()).repository().id();
        assertThat(catalog.wasDeleted(team, "gone")).isFalse();

        catalog.delete(id);

        assertThat(catalog.wasDeleted(team, "gone")).isTrue();
        assertThat(catalog.wasDeleted(team + "-other", "gone")).isFalse();
    }

    @Test
    void showsAHiddenRepositoryWithItsFirstCommit() throws Exception {
        var wanted = new NewRepository(team, new RepositoryName("fork"), Optional.empty(), "main");

        UUID id = catalog.createHidden(wanted).repository().id();

        assertThat(catalog.find(team, "fork")).isEmpty();
        assertThat(catalog.newest(team, Optional.empty(), 10, "")).isEmpty();
        assertThat(catalog.list(team, Optional.empty(), 10)).isEmpty();
        assertThat(catalog.create(wanted)).isInstanceOf(CreateOutcome.NameTaken.class);

        try (WriteSession session = StorageFixture.write(storage, id)) {
            var tip = StorageFixture.commit(session.repository(), "first");
            session.update(List.of(RefEdit.set("refs/heads/main", tip)), Optional.empty(), true);
        }

        assertThat(catalog.find(team, "fork")).get().returns(id, StoredRepository::id);
        assertThat(names(catalog.newest(team, Optional.empty(), 10, ""))).containsExactly("fork");
    }

    @Test
    void givesTheNameOfALeftHiddenRepositoryFree() {
        var wanted = new NewRepository(team, new RepositoryName("fork"), Optional.empty(), "main");
        UUID left = catalog.createHidden(wanted).repository().id();
        StorageFixture.shared()
                .database
                .useTransaction(tx -> tx.handle()
                        .createUpdate(
                                "update git.repository set created_at = created_at - interval '2 hours' where id = :id")
                        .bind("id", left)
                        .execute());

        CreateOutcome next = catalog.create(wanted);

        assertThat(next).isInstanceOf(CreateOutcome.Created.class);
        assertThat(catalog.wasDeleted(team, "fork")).isFalse();
    }

    @Test
    void findsNothingUnderAnImpossibleName() {
        assertThat(catalog.find(team, "a\0b")).isEmpty();
        assertThat(catalog.find(team, "../x")).isEmpty();
        assertThat(catalog.find(team, "")).isEmpty();
        assertThat(catalog.find(team, "'; drop table git.repository; --")).isEmpty();
    }

    private CreateOutcome create(String name, Optional<String> upstreamKey) {
        return catalog.create(new NewRepository(team, new RepositoryName(name), upstreamKey, "main"));
    }

    private static List<String> names(List<StoredRepository> repositories) {
        return repositories.stream().map(StoredRepository::name).toList();
    }
}
