package dev.millrace.sync.pass;

import java.time.Instant;

/**
 * What a step of a pass read from both sides.
 *
 * @param checkedAt just before they were read, by our clock
 * @param ours the mirror's refs
 * @param theirs what the upstream advertised, with HEAD at the branch that the team named, if there is one
 * @param lastSeen what the upstream had reported before
 */
record Comparison(Instant checkedAt, RefView ours, RefView theirs, LastSeenRefs lastSeen) {

    /**
     * Everything that differs.
     *
     * @param takesPushes whether pushes to the mirror go to the upstream first, so that the upstream decides
     */
    SyncPlan plan(boolean takesPushes) {
        return SyncPlan.between(ours, theirs, lastSeen, takesPushes);
    }
}
