package dev.millrace.kit.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkLoopTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final List<WorkLoop<?>> started = new ArrayList<>();
    private final Queue<String> due = new ConcurrentLinkedQueue<>();
    private final Queue<String> done = new ConcurrentLinkedQueue<>();

    /** The work of a loop, as a test defines it. */
    private interface Doing {
        void work(String lease) throws InterruptedException;
    }

    @AfterEach
    void stopAll() {
        started.forEach(loop -> loop.stop(Duration.ofMillis(10)));
    }

    @Test
    void doesWhatIsDueAndWhatComesDue() {
        due.addAll(List.of("a", "b"));
        WorkLoop<String> loop = start(2, done::add);
        await().atMost(SOON).until(() -> done.size() == 2);

        due.add("c");
        loop.wake();

        await().atMost(SOON).until(() -> done.contains("c"));
    }

    @Test
    void looksByItself() {
        start(1, done::add);

        due.add("late");

        await().atMost(SOON).until(() -> done.contains("late"));
    }

    @Test
    void leasesNoMoreThanThereArePlaces() {
        due.addAll(List.of("a", "b", "c"));
        var mayEnd = new CountDownLatch(1);
        var begun = new AtomicInteger();

        start(2, lease -> {
            begun.incrementAndGet();
            mayEnd.await();
            done.add(lease);
        });

        await().atMost(SOON).until(() -> begun.get() == 2);
        assertThat(due).containsExactly("c");
        mayEnd.countDown();
        await().atMost(SOON).until(() -> done.size() == 3);
    }

    @Test
    void goesOnAfterWorkThatFails() {
        due.addAll(List.of("bad", "good"));

        start(1, lease -> {
            if (lease.equals("bad")) {
                throw new IllegalStateException("as requested");
            }
            done.add(lease);
        });

        await().atMost(SOON).until(() -> done.contains("good"));
    }

    @Test
    void goesOnAfterAClaimThatFails() {
        var claims = new AtomicInteger();
        var loop = WorkLoop.onPlatformThreads("test", 1, new LeasedWork<String>() {
            @Override
            public Optional<String> claim() {
                if (claims.incrementAndGet() == 1) {
                    throw new IllegalStateException("as requested");
                }
                return Optional.ofNullable(due.poll());
            }

            @Override
            public void work(String lease) {
                done.add(lease);
            }
        });
        due.add("a");

        start(loop);

        await().atMost(SOON).until(() -> done.contains("a"));
    }

    @Test
    void waitsForWorkUnderWayWhenItStops() throws InterruptedException {
        due.add("a");
        var begun = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        WorkLoop<String> loop = start(1, lease -> {
            begun.countDown();
            mayEnd.await();
            done.add(lease);
        });
        begun.await();

        CompletableFuture<Boolean> ended = CompletableFuture.supplyAsync(() -> loop.stop(SOON));
        mayEnd.countDown();

        assertThat(ended.join()).isTrue();
        assertThat(done).containsExactly("a");
    }

    @Test
    void interruptsWorkThatDoesNotEnd() throws InterruptedException {
        due.add("a");
        var begun = new CountDownLatch(1);
        WorkLoop<String> loop = start(1, lease -> {
            begun.countDown();
            new CountDownLatch(1).await();
        });
        begun.await();

        boolean ended = loop.stop(Duration.ofMillis(200));

        assertThat(ended).isTrue();
    }

    @Test
    void pollsWhenTheNextComesDue() {
        due.add("a");
        var claims = new AtomicInteger();
        start(WorkLoop.onVirtualThreads("test", 1, Duration.ofHours(1), new LeasedWork<String>() {
            @Override
            public Optional<String> claim() {
                return claims.incrementAndGet() < 3 ? Optional.empty() : Optional.ofNullable(due.poll());
            }

            @Override
            public void work(String lease) {
                done.add(lease);
            }

            @Override
            public Optional<Duration> nextDueIn() {
                return Optional.of(Duration.ZERO);
            }
        }));

        await().atMost(SOON).until(() -> done.contains("a"));
    }

    @Test
    void leasesNothingAnyMoreAndEndsPausesWhenItIsAskedToStop() throws InterruptedException { // #9.32
        due.addAll(List.of("a", "b"));
        var begun = new CountDownLatch(1);
        WorkLoop<String> loop = WorkLoop.onVirtualThreads("test", 1, new LeasedWork<String>() {
            @Override
            public Optional<String> claim() {
                return Optional.ofNullable(due.poll());
            }

            @Override
            public void work(String lease) throws InterruptedException {
                begun.countDown();
                done.add(started.getFirst().pause(Duration.ofHours(1)) ? "whole" : "cut short");
            }
        });
        start(loop);
        begun.await();

        loop.requestStop();

        assertThat(loop.stop(SOON)).isTrue();
        assertThat(done).containsExactly("cut short");
        assertThat(due).containsExactly("b");
    }

    @Test
    void leasesNothingWithoutSlots() {
        due.add("a");
        WorkLoop<String> loop = start(0, done::add);

        assertThat(loop.stop(SOON)).isTrue();
        assertThat(due).containsExactly("a");
    }

    private WorkLoop<String> start(int places, Doing doing) {
        return start(WorkLoop.onVirtualThreads("test", places, new LeasedWork<String>() {
            @Override
            public Optional<String> claim() {
                return Optional.ofNullable(due.poll());
            }

            @Override
            public void work(String lease) {
                try {
                    doing.work(lease);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }));
    }

    private WorkLoop<String> start(WorkLoop<String> loop) {
        started.add(loop);
        loop.start();
        return loop;
    }
}
