package dev.millrace.pipeline.check;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.PipelineConfig;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Grants times at which something other than a check run may be written with an installation, so that the pause between two of
 * its writes is kept on all instances together.
 */
@Singleton
public final class WriteSlots {

    /** A slot that is further away is not granted: the lane may be paused by a rate limit. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final LaneStore lanes;
    private final Duration spacing;
    private final Clock clock;

    WriteSlots(LaneStore lanes, PipelineConfig config, Clock clock) {
        this.lanes = lanes;
        this.spacing = config.check().writeSpacing();
        this.clock = clock;
    }

    /**
     * When one write may be sent.
     *
     * @param granted whether it may be sent at that time; if not, a slot is to be requested again then
     */
    public record Slot(Instant at, boolean granted) {}

    /** The next slot of an installation. */
    public Slot next(Transaction tx, String instance, String installationId) {
        var lane = new CheckRow.Lane(instance, installationId);
        Instant now = clock.instant();
        Instant free = lanes.lock(tx, lane, now);
        Instant at = free.isBefore(now) ? now : free;
        if (at.isAfter(now.plus(LONGEST_WAIT))) {
            return new Slot(at, false);
        }
        lanes.pause(tx, lane, at.plus(spacing));
        return new Slot(at, true);
    }

    /** Nothing is written with the installation before this time: the forge limits it. */
    public void pause(Transaction tx, String instance, String installationId, Instant until) {
        lanes.pause(tx, new CheckRow.Lane(instance, installationId), until);
    }
}
