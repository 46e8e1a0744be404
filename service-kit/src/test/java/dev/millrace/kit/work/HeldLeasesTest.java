package dev.millrace.kit.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeldLeasesTest {

    private static final Duration LENGTH = Duration.ofMillis(60);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Queue<Set<UUID>> renewals = new ConcurrentLinkedQueue<>();
    private final Set<UUID> lost = ConcurrentHashMap.newKeySet();
    private final HeldLeases leases = new HeldLeases("test", LENGTH, this::renew);

    @AfterEach
    void close() {
        leases.close();
    }

    private Set<UUID> renew(Set<UUID> held) {
        renewals.add(held);
        return held.stream().filter(id -> !lost.contains(id)).collect(Collectors.toSet());
    }

    @Test
    void renewsWhatIsHeld() {
        UUID one = UUID.randomUUID();
        BooleanSupplier mustStop = leases.hold(one);

        leases.start();

        await().atMost(SOON).until(() -> renewals.size() >= 3);
        assertThat(renewals).containsOnly(Set.of(one));
        assertThat(mustStop.getAsBoolean()).isFalse();
        assertThat(leases.count()).isOne();
    }

    @Test
    void renewsAgainAfterARenewalThatFailed() {
        UUID one = UUID.randomUUID();
        var failing = new HeldLeases("test", LENGTH, held -> {
            Set<UUID> kept = renew(held);
            if (renewals.size() == 1) {
                throw new IllegalStateException("the database is unavailable");
            }
            return kept;
        });
        BooleanSupplier mustStop = failing.hold(one);

        failing.start();

        await().atMost(SOON).until(() -> renewals.size() >= 3);
        failing.close();
        assertThat(renewals).containsOnly(Set.of(one));
        assertThat(mustStop.getAsBoolean()).isFalse();
    }

    @Test
    void renewsWhenItIsAskedToBeforeItsTimeHasCome() {
        var rare = new HeldLeases("test", Duration.ofHours(3), this::renew);
        rare.start();
        UUID one = UUID.randomUUID();
        rare.hold(one);

        rare.renewNow();

        await().atMost(SOON).until(() -> renewals.contains(Set.of(one)));
        rare.close();
    }

    @Test
    void asksOnlyWorkWhoseLeaseWasLostToStop() {
        UUID one = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        lost.add(one);
        BooleanSupplier oneMustStop = leases.hold(one);
        BooleanSupplier otherMustStop = leases.hold(other);

        leases.start();

        await().atMost(SOON).until(oneMustStop::getAsBoolean);
        assertThat(otherMustStop.getAsBoolean()).isFalse();
    }

    @Test
    void renewsNothingThatWasReleased() {
        UUID one = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        leases.hold(one);
        leases.hold(other);
        leases.release(one);

        leases.start();

        await().atMost(SOON).until(() -> renewals.size() >= 2);
        assertThat(renewals).containsOnly(Set.of(other));
    }

    @Test
    void asksAllWorkToStopWhenTheProcessDoes() {
        BooleanSupplier before = leases.hold(UUID.randomUUID());

        leases.cancelAll();

        assertThat(before.getAsBoolean()).isTrue();
        assertThat(leases.hold(UUID.randomUUID()).getAsBoolean()).isTrue();
    }
}
