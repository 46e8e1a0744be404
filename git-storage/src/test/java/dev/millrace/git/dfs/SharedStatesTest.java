package dev.millrace.git.dfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.catalog.StoredRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase.PackSource;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.junit.jupiter.api.Test;

class SharedStatesTest {

    private static final long MIB = 1024 * 1024;

    private final SharedStates states = new SharedStates(10 * MIB, SharedStatesTest::objects);
    private final UUID id = UUID.randomUUID();

    @Test
    void keepsTheNewestState() {
        RepositoryState newer = state(id, 2, 1, MIB);
        states.add(newer);

        states.add(state(id, 1, 1, MIB));

        assertThat(states.find(id)).isSameAs(newer);
    }

    @Test
    void keepsLoadedIndexesWhenOnlyRefsMoved() {
        RepositoryState before = state(id, 1, 1, MIB);
        RepositoryState after = state(id, 2, 1, MIB);
        RepositoryState packed = state(id, 3, 2, MIB);

        states.add(before);
        StoredObjects objects = states.objects(before);
        states.add(after);

        assertThat(states.objects(after)).isSameAs(objects);
        states.add(packed);
        assertThat(states.objects(packed)).isNotSameAs(objects);
    }

    @Test
    void dropsTheLeastRecentlyUsedBeyondItsShareOfTheHeap() {
        List<UUID> ids = IntStream.range(0, 5).mapToObj(i -> UUID.randomUUID()).toList();
        for (UUID one : ids) {
            states.add(state(one, 1, 1, 3 * MIB));
            states.find(ids.getFirst());
        }

        assertThat(ids.stream().map(states::find))
                .satisfiesExactly(
                        first -> assertThat(first).isNotNull(),
                        second -> assertThat(second).isNull(),
                        third -> assertThat(third).isNull(),
                        fourth -> assertThat(fourth).isNotNull(),
                        fifth -> assertThat(fifth).isNotNull());
    }

    @Test
    void countsAStateThatWasReplacedOnce() {
        UUID other = UUID.randomUUID();
        states.add(state(other, 1, 1, MIB));
        for (int version = 1; version < 100; version++) {
            states.add(state(id, version, version, 3 * MIB));
        }

        assertThat(states.find(other)).isNotNull();
        assertThat(states.find(id)).isNotNull();
    }

    @Test
    void keepsOneStateHoweverLargeItIs() {
        states.add(state(id, 1, 1, 100 * MIB));

        assertThat(states.find(id)).isNotNull();
    }

    private static StoredObjects objects(RepositoryState state) {
        return new StoredObjects(RepositoryView.of(state.repository().id()), null, state::packs);
    }

    private static RepositoryState state(UUID id, long refsVersion, long packsVersion, long indexBytes) {
        var repository = new StoredRepository(
                id,
                "acme",
                "widgets",
                Optional.empty(),
                "refs/heads/main",
                refsVersion,
                packsVersion,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty());
        var pack = new DfsPackDescription(
                        new DfsRepositoryDescription(id.toString()), "pack-" + packsVersion, PackSource.RECEIVE)
                .setFileSize(PackExt.INDEX, indexBytes);
        return new RepositoryState(repository, RefSnapshot.of(refsVersion, List.of()), List.of(pack), Optional.empty());
    }
}
