package dev.millrace.git.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.git.GitStorage;
import dev.millrace.git.StorageFixture;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.WriteSession;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArchiveIT {

    private static final String MAIN = "refs/heads/main";

    private final StorageFixture fixture = StorageFixture.shared();
    private final GitStorage storage = fixture.open();
    private final Settings settings = storage.settings();
    private final String team = "t" + UUID.randomUUID();

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void keepsWhatIsForcedAwayOrDeletedUnderNamesOfItsOwn() throws IOException {
        UUID id = mirror();
        settings.change(team, before -> new TeamSettings(true, false));
        ObjectId first = StorageFixture.push(storage, id, MAIN, "first");
        ObjectId second = StorageFixture.push(storage, id, MAIN, "second", first);
        ObjectId forced = StorageFixture.push(storage, id, MAIN, "forced");
        ObjectId tag = tag(id, forced);
        delete(id, MAIN, "refs/tags/v1");

        String folder = "refs/archive/2026-11-20/";
        assertThat(refs(id))
                .isEqualTo(Map.of(
                        folder + "heads/main/" + second.name(),
                        second.name(),
                        folder + "heads/main/" + forced.name(),
                        forced.name(),
                        folder + "tags/v1/" + tag.name(),
                        tag.name()));
        assertThat(fixture.events(id, RefsMoved.class).getLast().moves())
                .extracting(RefsMoved.RefMove::ref)
                .contains(folder + "heads/main/" + forced.name(), MAIN);
        try (Repository git = storage.read(id)) {
            Ref kept = git.exactRef(folder + "tags/v1/" + tag.name());
            assertThat(kept.getPeeledObjectId()).isEqualTo(forced);
        }
    }

    @Test
    void keepsATipOnceThatIsForcedAwayTwice() throws IOException {
        UUID id = mirror();
        settings.chooseArchive(id, true);
        ObjectId one = StorageFixture.push(storage, id, MAIN, "one");
        ObjectId two = StorageFixture.push(storage, id, MAIN, "two");
        for (ObjectId next : List.of(one, two, one)) {
            set(id, MAIN, next);
        }

        assertThat(refs(id).keySet())
                .containsExactly(
                        "refs/archive/2026-11-20/heads/main/" + first(one, two),
                        "refs/archive/2026-11-20/heads/main/" + last(one, two),
                        MAIN);
    }

    @Test
    void archivesMirrorsOnlyAndOnlyWhereItIsWanted() throws IOException {
        settings.change(team, before -> new TeamSettings(true, false));
        UUID own = repository(Optional.empty());
        UUID unwanted = mirror();
        settings.chooseArchive(unwanted, false);
        for (UUID id : List.of(own, unwanted)) {
            StorageFixture.push(storage, id, MAIN, "one");
            StorageFixture.push(storage, id, MAIN, "two");

            assertThat(refs(id)).containsOnlyKeys(MAIN);
        }
        settings.chooseArchive(unwanted, null);
        StorageFixture.push(storage, unwanted, MAIN, "three");

        assertThat(settings.archive(unwanted)).isEmpty();
        assertThat(refs(unwanted)).hasSize(2);
    }

    @Test
    void freezesAndThaws() {
        UUID id = mirror();

        fixture.database.useTransaction(tx -> settings.freeze(tx, id, "gone"));

        assertThat(fixture.database.<Map<UUID, FrozenMirror>>inTransaction(tx -> settings.frozen(tx, List.of(id))))
                .containsEntry(id, new FrozenMirror("gone", StorageFixture.NOON));
        assertThat(fixture.database.<Boolean>inTransaction(tx -> settings.thaw(tx, id)))
                .isTrue();
        assertThat(fixture.database.<Boolean>inTransaction(tx -> settings.thaw(tx, id)))
                .isFalse();
    }

    private static String first(ObjectId one, ObjectId other) {
        return one.compareTo(other) < 0 ? one.name() : other.name();
    }

    private static String last(ObjectId one, ObjectId other) {
        return one.compareTo(other) < 0 ? other.name() : one.name();
    }

    private UUID mirror() {
        return repository(Optional.of("github.test:" + UUID.randomUUID()));
    }

    private UUID repository(Optional<String> upstreamKey) {
        fixture.clock.set(StorageFixture.NOON);
        return storage.catalog()
                .create(new NewRepository(
                        team, new RepositoryName(UUID.randomUUID().toString()), upstreamKey, "main"))
                .repository()
                .id();
    }

    private ObjectId tag(UUID id, ObjectId target) throws IOException {
        try (WriteSession session = storage.write(id, Cause.SYNC, "sync")) {
            ObjectId tag = StorageFixture.tag(session.repository(), "v1", target);
            session.update(List.of(RefEdit.set("refs/tags/v1", tag)), Optional.empty(), true);
            return tag;
        }
    }

    private void set(UUID id, String ref, ObjectId to) {
        try (WriteSession session = storage.write(id, Cause.SYNC, "sync")) {
            session.update(List.of(RefEdit.set(ref, to)), Optional.empty(), true);
        }
    }

    private void delete(UUID id, String... refs) {
        try (WriteSession session = storage.write(id, Cause.SYNC, "sync")) {
            session.update(Arrays.stream(refs).map(RefEdit::delete).toList(), Optional.empty(), true);
        }
    }

    private Map<String, String> refs(UUID id) throws IOException {
        try (Repository git = storage.read(id)) {
            Map<String, String> refs = new TreeMap<>();
            git.getRefDatabase()
                    .getRefsByPrefix("refs/")
                    .forEach(ref -> refs.put(ref.getName(), ref.getObjectId().name()));
            return refs;
        }
    }
}
