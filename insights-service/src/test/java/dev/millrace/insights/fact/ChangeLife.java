package dev.millrace.insights.fact;

import dev.millrace.events.EventIds;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.ChangeUpdated.Action;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.insights.Forge;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What happens to a change from its beginning until after its merge, with times in whole seconds as forges send them. */
final class ChangeLife {

    static final ForgeRepository REPOSITORY = new ForgeRepository(
            "forge.test", "4711", "acme/life", "https://forge.test/acme/life.git", "main", false, false);

    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    private static final Instant MERGED_AT = START.plusSeconds(60);
    private static final Actor ANN = new Actor("1", "ann", Actor.Kind.USER);

    private ChangeLife() {}

    /** Every event once, some several times, in a random order. */
    static List<ChangeUpdated> shuffled(long number, Random random) {
        var order = new ArrayList<>(events(number));
        events(number).stream().filter(event -> random.nextInt(3) == 0).forEach(order::add);
        events(number).stream().filter(event -> random.nextInt(10) == 0).forEach(order::add);
        Collections.shuffle(order, random);
        return order;
    }

    /** The state that remains. */
    static ChangeFact end(long number) {
        return RecordFacts.fact(event(number, Action.LABELED, 70, "faster", "third", State.MERGED));
    }

    private static List<ChangeUpdated> events(long number) {
        return List.of(
                event(number, Action.OPENED, 0, "first title", "first", State.OPEN),
                event(number, Action.LABELED, 0, "first title", "first", State.OPEN),
                event(number, Action.SYNCHRONIZED, 10, "first title", "second", State.OPEN),
                event(number, Action.EDITED, 20, "faster", "second", State.OPEN),
                // in the same second
                event(number, Action.CLOSED, 20, "faster", "second", State.CLOSED),
                event(number, Action.REOPENED, 30, "faster", "second", State.OPEN),
                event(number, Action.CONVERTED_TO_DRAFT, 35, "faster", "second", State.OPEN),
                event(number, Action.SYNCHRONIZED, 40, "faster", "third", State.OPEN),
                event(number, Action.ENQUEUED, 50, "faster", "third", State.OPEN),
                event(number, Action.MERGED, 60, "faster", "third", State.MERGED),
                // reported after the merge, with a state from before it
                event(number, Action.DEQUEUED, 60, "faster", "third", State.OPEN),
                event(number, Action.UNLABELED, 80, "faster", "third", State.OPEN),
                event(number, Action.LABELED, 70, "faster", "third", State.MERGED));
    }

    private enum State {
        OPEN,
        CLOSED,
        MERGED
    }

    private static ChangeUpdated event(long number, Action action, int second, String title, String head, State state) {
        boolean merged = state == State.MERGED;
        Instant at = START.plusSeconds(second);
        return new ChangeUpdated(
                EventIds.of(REPOSITORY.key(), number, action, second),
                REPOSITORY,
                Optional.empty(),
                Optional.of(ANN),
                action,
                number,
                title,
                ANN,
                action == Action.CONVERTED_TO_DRAFT,
                "main",
                Optional.of(Forge.sha("base")),
                "topic",
                Forge.sha(head),
                false,
                merged ? Optional.of(Forge.sha("merge")) : Optional.empty(),
                START,
                merged ? Optional.of(MERGED_AT) : Optional.empty(),
                switch (state) {
                    case OPEN -> Optional.empty();
                    case CLOSED -> Optional.of(at);
                    case MERGED -> Optional.of(MERGED_AT);
                },
                List.of(),
                "https://forge.test/acme/life/" + number,
                at);
    }
}
