package dev.millrace.forge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What this process knows about its calls to all GitHubs: the lane of each caller, the responses that can be asked for
 * conditionally, and counters. It outlives a change of an App's keys. Safe to share between threads.
 */
public final class GitHubTraffic {

    private static final int MOST_LANES = 10_000;

    private final Clock clock;
    private final ConcurrentMap<CallIdentity, CallLane> lanes = new ConcurrentHashMap<>();
    private final CachedResponses responses = new CachedResponses(CachedResponses.MOST_BYTES);
    private final Counter unchanged;
    private final Counter changed;
    private final Counter limited;
    private final Counter notSent;

    /** Counts in this registry. */
    public GitHubTraffic(Clock clock, MeterRegistry registry) {
        this.clock = clock;
        this.unchanged = reads(registry, "unchanged");
        this.changed = reads(registry, "changed");
        this.limited = limits(registry, "rejected");
        this.notSent = limits(registry, "not_sent");
    }

    /** The lane of a caller. */
    CallLane lane(CallIdentity caller) {
        if (lanes.size() >= MOST_LANES) {
            lanes.values().removeIf(CallLane::isIdle);
        }
        return lanes.computeIfAbsent(caller, each -> new CallLane(clock));
    }

    CachedResponses responses() {
        return responses;
    }

    /** A read got 304: it was free. */
    void countUnchanged() {
        unchanged.increment();
    }

    /** A read got a response with a body. */
    void countChanged() {
        changed.increment();
    }

    /** GitHub rejected a call because of a rate limit. */
    void countLimited() {
        limited.increment();
    }

    /** A call was not sent, since its lane was paused. */
    void countNotSent() {
        notSent.increment();
    }

    private static Counter reads(MeterRegistry registry, String outcome) {
        return Counter.builder("millrace.forge.reads")
                .description("reads from GitHub's REST API that succeeded")
                .tag("outcome", outcome)
                .register(registry);
    }

    private static Counter limits(MeterRegistry registry, String outcome) {
        return Counter.builder("millrace.forge.limits")
                .description("calls to GitHub's REST API that a rate limit prevented")
                .tag("outcome", outcome)
                .register(registry);
    }
}
