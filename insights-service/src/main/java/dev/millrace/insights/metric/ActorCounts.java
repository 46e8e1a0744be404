package dev.millrace.insights.metric;

import java.util.Collection;
import java.util.Collections;

/**
 * How many items are by each class of author, whichever classes count.
 *
 * @param human by people
 * @param agent by agents
 * @param bot by other programs
 */
public record ActorCounts(int human, int agent, int bot) {

    /** Counts authors. */
    static ActorCounts of(Collection<ActorClass> authors) {
        return new ActorCounts(
                Collections.frequency(authors, ActorClass.HUMAN),
                Collections.frequency(authors, ActorClass.AGENT),
                Collections.frequency(authors, ActorClass.BOT));
    }
}
