package dev.millrace.git;

import static dev.millrace.git.StorageFixture.commit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RefsMoved.RefMove;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.UpdateOutcome;
import dev.millrace.git.write.WriteSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.Test;

/** Several instances of the storage, as several processes have them, over one database and object store. */
class ConsistencyIT {

    private static final int MIRRORS = 3;

    private final StorageFixture fixture = StorageFixture.shared();
    private final List<GitStorage> instances = List.of(fixture.open(), fixture.open(), fixture.open());
    private final UUID id = StorageFixture.newRepository(instances.getFirst());

    @Test
    void servesAnAcknowledgedWriteAtOnceEverywhere() throws IOException {
        ObjectId tip = null;
        for (int i = 0; i < 30; i++) {
            GitStorage writer = instances.get(i % MIRRORS);
            try (WriteSession session = StorageFixture.write(writer, id)) {
                tip = tip == null ? commit(session.repository(), "0") : commit(session.repository(), "" + i, tip);
                session.update(List.of(RefEdit.set("refs/heads/main", tip)), Optional.empty(), true);
            }
            for (GitStorage reader : instances) {
                try (Repository repository = reader.read(id)) {
                    assertThat(repository.resolve("HEAD")).isEqualTo(tip);
                    assertThat(repository.open(tip).getType()).isEqualTo(org.eclipse.jgit.lib.Constants.OBJ_COMMIT);
                }
            }
        }
    }

    @Test
    void keepsAnOpenReaderOnTheInstantItWasOpened() throws IOException {
        ObjectId first = push(0, "refs/heads/main", ObjectId.zeroId(), "first").orElseThrow();
        try (Repository before = instances.get(1).read(id)) {
            assertThat(push(0, "refs/heads/main", first, "second")).isPresent();

            assertThat(before.resolve("HEAD")).isEqualTo(first);
        }
    }

    @Test
    void sharesWhatItLoadedBetweenReaders() throws IOException {
        assertThat(push(0, "refs/heads/main", ObjectId.zeroId(), "first")).isPresent();
        try (Repository one = instances.getFirst().read(id);
                Repository two = instances.getFirst().read(id)) {
            assertThat(one.getObjectDatabase()).isSameAs(two.getObjectDatabase());
            one.close();
            assertThat(two.resolve("HEAD")).isNotNull();
        }
    }

    @Test
    void letsExactlyOneOfManyWritersMoveARefFromTheSameOldValue() throws Exception {
        ObjectId base = push(0, "refs/heads/main", ObjectId.zeroId(), "base").orElseThrow();
        for (int round = 0; round < 5; round++) {
            ObjectId from = base;
            var start = new CountDownLatch(1);
            List<Future<Optional<ObjectId>>> results = new ArrayList<>();
            try (var threads = Executors.newFixedThreadPool(6)) {
                for (int writer = 0; writer < 6; writer++) {
                    int instance = writer % MIRRORS;
                    String message = round + "/" + writer;
                    results.add(threads.submit((Callable<Optional<ObjectId>>) () -> {
                        start.await();
                        return push(instance, "refs/heads/main", from, message);
                    }));
                }
                start.countDown();
            }
            var winners = new ArrayList<ObjectId>();
            for (Future<Optional<ObjectId>> result : results) {
                result.get().ifPresent(winners::add);
            }

            assertThat(winners).hasSize(1);
            base = winners.getFirst();
            try (Repository repository = instances.getLast().read(id)) {
                assertThat(repository.resolve("refs/heads/main")).isEqualTo(base);
            }
        }
        assertThat(instances.getFirst().catalog().find(id).orElseThrow().refsVersion())
                .isEqualTo(6);
        assertThat(fixture.count("ref_log", id)).isEqualTo(6);
    }

    @Test
    void losesNoPushToDistinctRefs() throws Exception {
        int writers = 6;
        int pushes = 10;
        try (var threads = Executors.newFixedThreadPool(writers)) {
            List<Future<?>> done = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                int number = writer;
                done.add(threads.submit(() -> {
                    ObjectId tip = ObjectId.zeroId();
                    for (int i = 0; i < pushes; i++) {
                        tip = push(number % MIRRORS, "refs/heads/w" + number, tip, number + "/" + i)
                                .orElseThrow();
                    }
                    return tip;
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
        }

        List<RefsMoved> events = fixture.events(id, RefsMoved.class);
        assertThat(events).extracting(RefsMoved::refsVersion).isSorted().doesNotHaveDuplicates();
        assertThat(events).hasSize(writers * pushes);
        assertThat(fixture.count("pack", id)).isEqualTo(writers * pushes);
        try (Repository repository = instances.getFirst().read(id)) {
            assertThat(repository.getRefDatabase().getRefsByPrefix("refs/heads/"))
                    .hasSize(writers);
        }
    }

    /**
     * Random writers on random instances; what was acknowledged is then replayed, in the order of its versions, on a plain
     * map: that must explain every acknowledged old value and end where the storage ended.
     */
    @Test
    void agreesWithASequentialModelUnderRandomWrites() throws Exception {
        var commits = new ArrayList<ObjectId>();
        try (WriteSession session = StorageFixture.write(instances.getFirst(), id)) {
            for (int i = 0; i < 8; i++) {
                commits.add(commit(session.repository(), "c" + i));
            }
            var edits = new ArrayList<RefEdit>();
            for (int i = 0; i < commits.size(); i++) {
                edits.add(RefEdit.set("refs/keep/" + i, commits.get(i)));
            }
            session.update(edits, Optional.empty(), true);
        }
        List<Acknowledged> acknowledged = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Future<List<Acknowledged>>> results = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                int seed = thread;
                results.add(threads.submit(() -> randomWrites(new Random(seed), commits)));
            }
            for (Future<List<Acknowledged>> result : results) {
                acknowledged.addAll(result.get());
            }
        }

        acknowledged.sort((a, b) -> Long.compare(a.version(), b.version()));
        Map<String, ObjectId> model = new TreeMap<>();
        var versions = new HashSet<Long>();
        for (Acknowledged write : acknowledged) {
            assertThat(versions.add(write.version()))
                    .as("version %d is given once", write.version())
                    .isTrue();
            for (RefEdit edit : write.edits()) {
                edit.expectedOld()
                        .ifPresent(old -> assertThat(model.getOrDefault(edit.ref(), ObjectId.zeroId()))
                                .isEqualTo(old));
                edit.newId().ifPresentOrElse(to -> model.put(edit.ref(), to), () -> model.remove(edit.ref()));
            }
            for (String name : model.keySet()) {
                for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
                    assertThat(model).doesNotContainKey(name.substring(0, slash));
                }
            }
        }
        for (GitStorage instance : instances) {
            assertThat(heads(instance)).isEqualTo(model);
        }
        assertThat(replayedEvents()).isEqualTo(model);
        assertThat(acknowledged).hasSizeGreaterThan(20);
    }

    private List<Acknowledged> randomWrites(Random random, List<ObjectId> commits) throws IOException {
        var acknowledged = new ArrayList<Acknowledged>();
        List<String> names = List.of("a", "a/b", "a/b/c", "b", "b/a", "c");
        for (int i = 0; i < 40; i++) {
            GitStorage instance = instances.get(random.nextInt(MIRRORS));
            Map<String, ObjectId> seen = heads(instance);
            var edits = new HashMap<String, RefEdit>();
            for (int j = 0; j <= random.nextInt(3); j++) {
                String ref = "refs/heads/" + names.get(random.nextInt(names.size()));
                Optional<ObjectId> to = random.nextInt(3) == 0
                        ? Optional.empty()
                        : Optional.of(commits.get(random.nextInt(commits.size())));
                Optional<ObjectId> expected = random.nextBoolean()
                        ? Optional.of(seen.getOrDefault(ref, ObjectId.zeroId()))
                        : Optional.empty();
                edits.put(ref, new RefEdit(ref, expected, to, true));
            }
            try (WriteSession session = StorageFixture.write(instance, id)) {
                List<RefEdit> batch = List.copyOf(edits.values());
                UpdateOutcome outcome = session.update(batch, Optional.empty(), random.nextBoolean());
                if (outcome instanceof UpdateOutcome.Committed committed) {
                    var applied = new ArrayList<RefEdit>();
                    for (int j = 0; j < batch.size(); j++) {
                        if (committed.results().get(j).isApplied()) {
                            applied.add(batch.get(j));
                        }
                    }
                    acknowledged.add(new Acknowledged(committed.repository().refsVersion(), applied));
                }
            }
        }
        return acknowledged;
    }

    private record Acknowledged(long version, List<RefEdit> edits) {}

    private Map<String, ObjectId> heads(GitStorage instance) throws IOException {
        var heads = new TreeMap<String, ObjectId>();
        try (Repository repository = instance.read(id)) {
            for (Ref ref : repository.getRefDatabase().getRefsByPrefix("refs/heads/")) {
                heads.put(ref.getName(), ref.getObjectId());
            }
        }
        return heads;
    }

    private Map<String, ObjectId> replayedEvents() {
        var heads = new TreeMap<String, ObjectId>();
        for (RefsMoved moved : fixture.events(id, RefsMoved.class)) {
            for (RefMove move : moved.moves()) {
                if (move.ref().startsWith("refs/heads/")) {
                    assertThat(Optional.ofNullable(heads.get(move.ref())).map(ObjectId::name))
                            .isEqualTo(move.before());
                    move.after()
                            .ifPresentOrElse(
                                    to -> heads.put(move.ref(), ObjectId.fromString(to)),
                                    () -> heads.remove(move.ref()));
                }
            }
        }
        return heads;
    }

    /** The new tip; empty if the ref was not at the old one. */
    private Optional<ObjectId> push(int instance, String ref, ObjectId from, String message) throws IOException {
        try (WriteSession session = StorageFixture.write(instances.get(instance), id)) {
            ObjectId to = from.equals(ObjectId.zeroId())
                    ? commit(session.repository(), message)
                    : commit(session.repository(), message, from);
            var edit = new RefEdit(ref, Optional.of(from), Optional.of(to), false);
            return session.update(List.of(edit), Optional.empty(), true) instanceof UpdateOutcome.Committed
                    ? Optional.of(to)
                    : Optional.empty();
        }
    }
}
