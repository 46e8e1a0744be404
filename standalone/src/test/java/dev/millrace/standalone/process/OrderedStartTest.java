package dev.millrace.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class OrderedStartTest {

    private final OrderedStart start = new OrderedStart();
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    @Test
    void runsAStepAfterThoseItNeeds() throws InterruptedException {
        start.add("database", Set.of(), () -> done.add("database"));
        start.add("service", Set.of("database"), () -> done.add("service"));
        start.add("door", Set.of("service", "database"), () -> done.add("door"));

        start.run();

        assertThat(done).containsExactly("database", "service", "door");
    }

    @Test
    void runsIndependentStepsAtTheSameTime() throws InterruptedException {
        var both = new CountDownLatch(2);
        OrderedStart.Step meet = () -> {
            both.countDown();
            both.await();
        };
        start.add("one", Set.of(), meet);
        start.add("two", Set.of(), meet);

        start.run();

        assertThat(both.getCount()).isZero();
    }

    @Test
    void failsWithTheFirstFailureWithoutWaitingForTheRest() {
        start.add("endless", Set.of(), () -> new CountDownLatch(1).await());
        start.add("broken", Set.of(), () -> {
            throw new StartFailed("no disk");
        });
        start.add("later", Set.of("broken"), () -> done.add("later"));

        assertThatThrownBy(start::run).isInstanceOf(StartFailed.class).hasMessage("no disk");
        assertThat(done).isEmpty();
    }
}
