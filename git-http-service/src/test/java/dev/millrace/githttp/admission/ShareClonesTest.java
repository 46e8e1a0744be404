package dev.millrace.githttp.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.githttp.admission.ShareClones.Clone;
import dev.millrace.githttp.admission.ShareClones.Key;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShareClonesTest {

    private static final UUID REPOSITORY = UUID.randomUUID();
    private static final Key KEY = new Key(REPOSITORY, 1, 1, "everything");

    @TempDir
    Path folder;

    private final AtomicInteger packed = new AtomicInteger();
    private final ComputePool pool = new ComputePool(8, 64);

    @AfterEach
    void stop() {
        pool.close();
    }

    @Test
    void packsOnceForAllWhoAskForTheSame() throws Exception {
        ShareClones clones = clones(1, 1, 1, 1_000_000, Duration.ofMinutes(1));
        CountDownLatch all = new CountDownLatch(50);

        List<String> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> clients = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                clients.add(threads.submit(() -> {
                    all.countDown();
                    return sent(clones.open(KEY, "team", 100, answer -> {
                        awaited(all);
                        return write(answer, "a pack");
                    }));
                }));
            }
            for (Future<String> client : clients) {
                answers.add(client.get());
            }
        }

        assertThat(answers).hasSize(50).containsOnly("a pack");
        assertThat(packed).hasValue(1);
        assertThat(clones.joined()).isEqualTo(49);
    }

    @Test
    void readersFollowWhileItIsWritten() throws Exception {
        ShareClones clones = clones(1, 1, 1, 1_000_000, Duration.ofMinutes(1));
        CountDownLatch goOn = new CountDownLatch(1);
        Clone.Ready first = ready(clones.open(KEY, "team", 100, answer -> {
            write(answer, "begun,");
            answer.flush();
            awaited(goOn);
            return write(answer, "done");
        }));
        ByteArrayOutputStream early = new ByteArrayOutputStream();
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> send(first, early));

        await().untilAsserted(
                        () -> assertThat(early.toString(StandardCharsets.UTF_8)).isEqualTo("begun,"));
        goOn.countDown();
        reading.get();

        assertThat(early.toString(StandardCharsets.UTF_8)).isEqualTo("begun,done");
    }

    @Test
    void keepsFewFilesOpenHoweverManyRequestsDiffer() throws Exception {
        ShareClones clones = clones(1, 1, 1, 1_000_000, Duration.ofMinutes(1));

        for (int i = 0; i < 250; i++) {
            sent(clones.open(new Key(REPOSITORY, 1, 1, "request " + i), "team", 1, answer -> write(answer, "pack")));
        }

        // each reserves the one byte that it is estimated at
        assertThat(clones.reservedBytes()).isLessThanOrEqualTo(200);
    } // #9.3

    @Test
    void packsAnewWhenTheRepositoryChanged() throws Exception {
        ShareClones clones = clones(1, 1, 1, 1_000_000, Duration.ofMinutes(1));

        sent(clones.open(KEY, "team", 100, answer -> write(answer, "old")));
        String next =
                sent(clones.open(new Key(REPOSITORY, 2, 1, "everything"), "team", 100, answer -> write(answer, "new")));

        assertThat(next).isEqualTo("new");
    }

    @Test
    void forgetsAPackInTime() {
        ShareClones clones = clones(1, 1, 1, 1_000_000, Duration.ofMillis(50));

        sent(clones.open(KEY, "team", 100, answer -> write(answer, "a pack")));

        await().untilAsserted(() -> assertThat(clones.reservedBytes()).isZero());
        assertThat(sent(clones.open(KEY, "team", 100, answer -> write(answer, "another"))))
                .isEqualTo("another");
    }

    @Test
    void doesNotKeepWhatFailed() {
        ShareClones clones = clones(1, 1, 1, 1_000_000, Duration.ofMinutes(1));

        String first = sent(clones.open(KEY, "team", 100, answer -> {
            write(answer, "ERR");
            return false;
        }));
        String second = sent(clones.open(KEY, "team", 100, answer -> write(answer, "a pack")));

        assertThat(first).isEqualTo("ERR");
        assertThat(second).isEqualTo("a pack");
    }

    @Test
    void reportsToEachReaderThatWhatItSentIsNoPack() throws IOException {
        ShareClones clones = clones(1, 1, 1, 1_000_000, Duration.ofMinutes(1));
        ShareClones unshared = clones(1, 1, 1, 0, Duration.ofMinutes(1));

        for (ShareClones each : List.of(clones, unshared)) {
            try (Clone.Ready refused = ready(each.open(KEY, "team", 100, answer -> !write(answer, "ERR")))) {
                assertThat(refused.sendTo(new ByteArrayOutputStream())).isFalse();
            }
            try (Clone.Ready packed = ready(each.open(KEY, "team", 100, answer -> write(answer, "a pack")))) {
                assertThat(packed.sendTo(new ByteArrayOutputStream())).isTrue();
            }
        }
    }

    @Test
    void breaksOffWhenTheRestCannotBeMade() {
        ShareClones clones = clones(1, 1, 1, 1_000_000, Duration.ofMinutes(1));
        Clone.Ready clone = ready(clones.open(KEY, "team", 100, answer -> {
            write(answer, "half");
            throw new IOException("the store is gone");
        }));

        assertThatThrownBy(() -> clone.sendTo(new ByteArrayOutputStream())).isInstanceOf(IOException.class);
    }

    @Test
    void stopsPackingWhenAllHaveLeft() {
        ShareClones clones = clones(1, 1, 1, 1_000_000, Duration.ofMinutes(1));
        Clone.Ready clone = ready(clones.open(KEY, "team", 100, answer -> {
            while (true) {
                answer.write(new byte[1000]);
                answer.flush();
            }
        }));

        clone.close();

        await().untilAsserted(() -> assertThat(clones.packing()).isZero());
        await().untilAsserted(() -> assertThat(clones.reservedBytes()).isZero());
    }

    @Test
    void aSlowReaderHoldsNoTurn() {
        ShareClones clones = clones(1, 1, 1, 1_000_000, Duration.ofMinutes(1));
        Clone.Ready unread = ready(clones.open(KEY, "team", 100, answer -> write(answer, "x".repeat(500_000))));

        String other = sent(
                clones.open(new Key(REPOSITORY, 1, 1, "something"), "team", 100, answer -> write(answer, "other")));

        assertThat(other).isEqualTo("other");
        assertThat(sent(unread)).hasSize(500_000);
    }

    @Test
    void refusesWithTheLimitThatIsReached() {
        ShareClones clones = clones(3, 2, 1, 1_000_000, Duration.ofMinutes(1));
        CountDownLatch busy = new CountDownLatch(1);
        Clone.Ready running = ready(clones.open(KEY, "team", 100, answer -> {
            awaited(busy);
            return write(answer, "a pack");
        }));

        Clone sameRepository =
                clones.open(new Key(REPOSITORY, 1, 1, "other"), "team", 100, answer -> write(answer, "b"));
        Clone sameTeam = clones.open(other("c"), "team", 100, answer -> {
            awaited(busy);
            return write(answer, "c");
        });
        Clone teamIsFull = clones.open(other("d"), "team", 100, answer -> write(answer, "d"));
        Clone otherTeam = clones.open(other("e"), "others", 100, answer -> {
            awaited(busy);
            return write(answer, "e");
        });
        Clone instanceIsFull = clones.open(other("f"), "third", 100, answer -> write(answer, "f"));
        busy.countDown();

        assertThat(sameRepository).isEqualTo(new Clone.Refused(new ClonePermit.RepositoryAtLimit(1)));
        assertThat(teamIsFull).isEqualTo(new Clone.Refused(new ClonePermit.TeamAtLimit(2)));
        assertThat(instanceIsFull).isEqualTo(new Clone.Refused(new ClonePermit.InstanceAtLimit(3)));
        assertThat(sent(sameTeam)).isEqualTo("c");
        assertThat(sent(otherTeam)).isEqualTo("e");
        assertThat(sent(running)).isEqualTo("a pack");
    }

    @Test
    void packsForOneClientAloneWhatIsTooLargeToBeKept() {
        ShareClones clones = clones(2, 2, 2, 1_000, Duration.ofMinutes(1));

        Clone.Ready large = ready(clones.open(KEY, "team", 2_000, answer -> write(answer, "large")));

        assertThat(clones.packing()).isOne();
        assertThat(packed).hasValue(0);
        assertThat(sent(large)).isEqualTo("large");
        assertThat(clones.packing()).isZero();
        assertThat(clones.reservedBytes()).isZero();
    }

    @Test
    void makesRoomForWhatIsAskedForNow() {
        ShareClones clones = clones(1, 1, 1, 1_000, Duration.ofMinutes(1));

        sent(clones.open(KEY, "team", 800, answer -> write(answer, "old")));
        await().until(() -> clones.packing() == 0);
        sent(clones.open(other("new"), "team", 800, answer -> write(answer, "new")));

        assertThat(clones.reservedBytes()).isEqualTo(800);
    }

    private ShareClones clones(int node, int team, int repository, long bytes, Duration keep) {
        return new ShareClones(
                new AdmissionLimits(node, team, repository, Duration.ofMillis(50), bytes, keep), folder, pool);
    }

    private static Key other(String request) {
        return new Key(UUID.randomUUID(), 1, 1, request);
    }

    private boolean write(OutputStream answer, String text) throws IOException {
        packed.incrementAndGet();
        answer.write(text.getBytes(StandardCharsets.UTF_8));
        return true;
    }

    private static Clone.Ready ready(Clone clone) {
        assertThat(clone).isInstanceOf(Clone.Ready.class);
        return (Clone.Ready) clone;
    }

    private static String sent(Clone clone) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Clone.Ready ready = ready(clone)) {
            send(ready, bytes);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void send(Clone.Ready clone, OutputStream out) {
        try {
            clone.sendTo(out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
