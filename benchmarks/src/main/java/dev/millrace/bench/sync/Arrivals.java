package dev.millrace.bench.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Arrival times in the mirror of pushes to one branch of each repository. A push has arrived as soon as the mirror
 * shows its commit or that of a later push: a mirror may skip one. Times of both sides are of one machine's clock.
 * Thread-safe.
 */
final class Arrivals {

    private record Push(String commit, Instant at) {}

    private final Map<String, List<Push>> pushes = new HashMap<>();
    private final Map<String, Map<String, Instant>> shown = new HashMap<>();

    /** Records a push; may be called at any time, also after its commit was shown. */
    synchronized void pushed(String repository, String commit, Instant at) {
        List<Push> all = pushes.computeIfAbsent(repository, _ -> new ArrayList<>());
        all.add(new Push(commit, at));
        all.sort(Comparator.comparing(Push::at));
    }

    /** Records that the mirror shows this commit; the first time counts. */
    synchronized void shown(String repository, String commit, Instant at) {
        shown.computeIfAbsent(repository, _ -> new HashMap<>()).putIfAbsent(commit, at);
    }

    /** How many pushes have not arrived. */
    synchronized int missing() {
        return pushes.values().stream().mapToInt(List::size).sum() - lags().size();
    }

    /** Of every push that has arrived, the time from push to arrival. */
    synchronized List<Duration> lags() {
        var lags = new ArrayList<Duration>();
        pushes.forEach((repository, all) -> {
            Optional<Instant> arrived = Optional.empty();
            for (Push push : all.reversed()) {
                arrived = earlier(arrived, shownAt(repository, push));
                arrived.ifPresent(at -> lags.add(Duration.between(push.at(), at)));
            }
        });
        return lags;
    }

    /** From the first push to the last arrival; empty if nothing has arrived. */
    synchronized Optional<Duration> span() {
        Optional<Instant> first =
                pushes.values().stream().flatMap(List::stream).map(Push::at).min(Comparator.naturalOrder());
        Optional<Instant> last = pushes.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().flatMap(push -> shownAt(entry.getKey(), push).stream()))
                .max(Comparator.naturalOrder());
        return first.flatMap(from -> last.map(to -> Duration.between(from, to)));
    }

    private Optional<Instant> shownAt(String repository, Push push) {
        return Optional.ofNullable(shown.getOrDefault(repository, Map.of()).get(push.commit()));
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && other.filter(at -> at.isBefore(one.get())).isEmpty() ? one : other;
    }
}
