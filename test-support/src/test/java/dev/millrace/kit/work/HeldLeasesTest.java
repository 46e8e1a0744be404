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
        if (lost.isEmpty() && renewals.size() == 1) {
            throw new IllegalStateException("as told");
        }
        return held.stream().filter(id -> !lost.contains(id)).collect(Collectors.toSet());
    }

    @Test
    void renewsWhatIsHeldAlsoAfterAFailure() {
        UUID one = UUID.randomUUID();
        BooleanSupplier isToStop = leases.hold(one);

        leases.start();

        await().atMost(SOON).until(() -> renewals.size() >= 3);
        assertThat(renewals).containsOnly(Set.of(one));
        assertThat(isToStop.getAsBoolean()).isFalse();
        assertThat(leases.count()).isOne();
    }

    @Test
    void tellsOnlyWorkWhoseLeaseWasLostToStop() {
        UUID one = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        lost.add(one);
        BooleanSupplier oneIsToStop = leases.hold(one);
        BooleanSupplier otherIsToStop = leases.hold(other);

        leases.start();

        await().atMost(SOON).until(oneIsToStop::getAsBoolean);
        assertThat(otherIsToStop.getAsBoolean()).isFalse();
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
    void tellsAllWorkToStopWhenTheProcessDoes() {
        BooleanSupplier before = leases.hold(UUID.randomUUID());

        leases.cancelAll();

        assertThat(before.getAsBoolean()).isTrue();
        assertThat(leases.hold(UUID.randomUUID()).getAsBoolean()).isTrue();
    }
}
