package dev.millrace.simulator.faults;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * A fault over REST.
 *
 * @param id         only in answers
 * @param kind       {@code drop}, {@code reset-after-apply} and so on, see {@link Fault.Kind}
 * @param times      how often; without limit if absent
 * @param delayMs    milliseconds, for {@code delay} and {@code slow}
 * @param retryAfter seconds
 * @param recordedAs {@code failed}, {@code ok}, {@code throttled} or {@code unlisted}, for {@code drop}
 * @param struck     only in answers
 * @param calledWhileLimited only in answers: calls below the path prefix in the time for which a limit was reported
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record FaultBody(
        Optional<Long> id,
        String kind,
        Optional<String> pathPrefix,
        Optional<String> method,
        Optional<String> event,
        Optional<Integer> times,
        Optional<Double> probability,
        Optional<Long> delayMs,
        Optional<Integer> retryAfter,
        Optional<Integer> window,
        Optional<Integer> status,
        Optional<String> recordedAs,
        Optional<Integer> struck,
        Optional<Integer> calledWhileLimited) {

    Fault toFault(long newId) {
        return new Fault(
                newId,
                Fault.Kind.of(kind),
                pathPrefix,
                method,
                event,
                times,
                probability.orElse(1.0),
                Duration.ofMillis(delayMs.orElse(1000L)),
                retryAfter,
                window.orElse(2),
                status.orElse(502),
                recordedAs
                        .map(name -> Fault.RecordedAs.valueOf(name.toUpperCase(Locale.ROOT)))
                        .orElse(Fault.RecordedAs.FAILED));
    }

    static FaultBody of(Faults.Armed armed) {
        Fault fault = armed.fault();
        return new FaultBody(
                Optional.of(fault.id()),
                fault.kind().wireName(),
                fault.pathPrefix(),
                fault.method(),
                fault.event(),
                fault.times(),
                Optional.of(fault.probability()),
                Optional.of(fault.delay().toMillis()),
                fault.retryAfter(),
                Optional.of(fault.window()),
                Optional.of(fault.status()),
                Optional.of(fault.recordedAs().name().toLowerCase(Locale.ROOT)),
                Optional.of(armed.struck().get()),
                Optional.of(armed.window().calls()));
    }
}
