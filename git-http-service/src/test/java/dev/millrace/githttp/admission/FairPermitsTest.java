package dev.millrace.githttp.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairPermitsTest {

    private static final Duration NOT_AT_ALL = Duration.ZERO;

    private final List<String> served = Collections.synchronizedList(new ArrayList<>());

    @Test
    void givesAFreePermitToTheTeamThatHoldsTheFewest() { // #9.2
        var permits = new FairPermits(2, 2);
        permits.acquire("busy");
        permits.acquire("busy");
        waitFor(permits, "busy", 1);
        waitFor(permits, "busy", 2);
        waitFor(permits, "other", 3);

        permits.release("busy");

        await().untilAsserted(() -> assertThat(served).containsExactly("other"));
        assertThat(permits.waiting()).isEqualTo(2);
    }

    @Test
    void servesTeamsThatHoldNothingInTurn() {
        var permits = new FairPermits(1, 1);
        permits.acquire("first");
        waitFor(permits, "second", 1);
        waitFor(permits, "second", 2);
        waitFor(permits, "third", 3);

        permits.release("first");
        await().until(() -> served.size() == 1);
        permits.release("second");
        await().until(() -> served.size() == 2);
        permits.release("third");

        await().untilAsserted(() -> assertThat(served).containsExactly("second", "third", "second"));
    }

    @Test
    void leavesAPermitToOthersWhateverOneTeamAsksFor() { // #9.2
        var permits = new FairPermits(4, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(permits.acquire("busy", NOT_AT_ALL)).isTrue();
        }

        assertThat(permits.acquire("busy", NOT_AT_ALL)).isFalse();
        assertThat(permits.acquire("other", NOT_AT_ALL)).isTrue();
        assertThat(permits.held()).isEqualTo(4);
        assertThat(permits.waiting()).isZero();
    }

    @Test
    void workThatYieldsLetsAnotherTeamGoFirst() {
        var permits = new FairPermits(1, 1);
        permits.acquire("long");
        Thread other = waitFor(permits, "short", 1, () -> permits.release("short"));

        permits.yield("long");

        assertThat(served).containsExactly("short");
        assertThat(permits.held()).isEqualTo(1);
        assertThat(other.isVirtual()).isTrue();
    }

    @Test
    void workThatYieldsContinuesWhenNoneWaits() {
        var permits = new FairPermits(1, 1);
        permits.acquire("long");

        permits.yield("long");

        assertThat(permits.held()).isEqualTo(1);
    }

    private Thread waitFor(FairPermits permits, String team, int waitingThen) {
        return waitFor(permits, team, waitingThen, () -> {});
    }

    private Thread waitFor(FairPermits permits, String team, int waitingThen, Runnable whenServed) {
        Thread thread = Thread.ofVirtual().start(() -> {
            permits.acquire(team);
            served.add(team);
            whenServed.run();
        });
        await().until(() -> permits.waiting() == waitingThen);
        return thread;
    }
}
