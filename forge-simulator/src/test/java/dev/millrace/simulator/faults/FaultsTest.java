package dev.millrace.simulator.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultsTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final Faults faults = new Faults();

    @Test
    void strikesAsOftenAsAskedAndThenNoMore() {
        faults.add(fault(Fault.Kind.SERVER_ERROR, "/repos/acme", Optional.of(2), 1));

        long struck = IntStream.range(0, 5)
                .filter(_ ->
                        faults.strikeCall("POST", "/repos/acme/web/check-runs").isPresent())
                .count();

        assertThat(struck).isEqualTo(2);
    }

    @Test
    void sparesOtherPathsAndMethods() {
        faults.add(fault(Fault.Kind.SERVER_ERROR, "/repos/acme", Optional.empty(), 1));

        assertThat(faults.strikeCall("POST", "/repos/other/web")).isEmpty();
        assertThat(faults.strikeCall("GET", "/repos/acme/web")).isEmpty();
        assertThat(faults.strikeCall("post", "/repos/acme/web")).isPresent();
    }

    @Test
    void sparesDeliveriesWhenMeantForCalls() {
        faults.add(fault(Fault.Kind.SERVER_ERROR, "/", Optional.empty(), 1));

        assertThat(faults.strikeDelivery("push")).isEmpty();
    }

    @Test
    void neverStrikesWithProbabilityZero() {
        faults.add(fault(Fault.Kind.DROP, "", Optional.empty(), 0));

        assertThat(IntStream.range(0, 1000)
                        .filter(_ -> faults.strikeDelivery("push").isPresent()))
                .isEmpty();
    }

    @Test
    void letsTheNextFaultStrikeWhenTheFirstIsSpent() {
        faults.add(fault(Fault.Kind.UNAUTHORIZED, "/", Optional.of(1), 1));
        faults.add(fault(Fault.Kind.SERVER_ERROR, "/", Optional.of(1), 1));

        assertThat(faults.strikeCall("POST", "/app").map(Fault::kind)).contains(Fault.Kind.UNAUTHORIZED);
        assertThat(faults.strikeCall("POST", "/app").map(Fault::kind)).contains(Fault.Kind.SERVER_ERROR);
        assertThat(faults.strikeCall("POST", "/app")).isEmpty();
    }

    @Test
    void countsCallsThatComeWhileALimitIsInForce() {
        Fault limit = fault(Fault.Kind.FORBIDDEN, "/repos/acme", Optional.of(1), 1);
        faults.add(limit);
        faults.called("/repos/acme/web", NOW);
        faults.limited(limit, NOW.plusSeconds(5));

        faults.called("/repos/acme/web", NOW.plusSeconds(4));
        faults.called("/repos/other/web", NOW.plusSeconds(4));
        faults.called("/repos/acme/web", NOW.plusSeconds(5));

        assertThat(faults.list())
                .singleElement()
                .satisfies(armed -> assertThat(armed.window().calls()).isEqualTo(1));
    }

    @Test
    void refusesKindsThatDoNotExist() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fault.Kind.of("explode"))
                .withMessageContaining("explode")
                .withMessageContaining("reset-after-apply");
    }

    private Fault fault(Fault.Kind kind, String prefix, Optional<Integer> times, double probability) {
        return new Fault(
                faults.nextId(),
                kind,
                Optional.of(prefix),
                Optional.of("POST"),
                Optional.empty(),
                times,
                probability,
                Duration.ofSeconds(1),
                Optional.empty(),
                2,
                502,
                Fault.RecordedAs.FAILED);
    }
}
