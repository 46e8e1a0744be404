package dev.millrace.insights.fact;

import static dev.millrace.insights.Forge.commit;
import static dev.millrace.insights.Forge.listed;

import dev.millrace.events.Event;
import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.events.forge.RefPushed.PushedCommit;
import dev.millrace.events.pipeline.Conclusion;
import dev.millrace.insights.Forge;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Random events of a repository, the same for the same seed. */
public final class RandomStory {

    public static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

    /** The accounts known as agents. */
    public static final List<String> AGENTS = List.of("robin@agents.example");

    private RandomStory() {}

    /**
     * A repository's life at random: commits with merges and side lines, squashed changes, deployments that fail, repeat, go
     * back and overtake each other, and things that were reported twice with one time and different text.
     */
    public static List<Event> of(Forge forge, Random random) {
        var events = new ArrayList<Event>();
        var main = new ArrayList<String>();
        Instant now = START;
        int words = 0;
        for (int round = 0; round < 40; round++) {
            now = now.plusSeconds(1 + random.nextInt(2 * 86_400));
            String tip = main.isEmpty() ? "" : main.getLast();
            String word = "w" + words++;
            Instant authored = now.minusSeconds(random.nextInt(4 * 86_400));
            switch (tip.isEmpty() ? 0 : random.nextInt(6)) {
                case 0 ->
                    events.add(forge.reached(
                            tip.isEmpty() ? commit(word, authored, now) : commit(word, authored, now, tip)));
                case 1 -> {
                    String side = "s" + words++;
                    events.add(forge.reached(commit(word, now, tip, side), commit(side, authored, now, tip)));
                }
                case 2 ->
                    events.add(forge.reached(
                            Forge.coAuthored(commit(word, authored, now, tip), "Robin <robin@agents.example>")));
                case 3 -> {
                    // a stack of changes, squashed one after the other
                    String first = "o" + words++;
                    String second = "o" + words++;
                    String below = "w" + words++;
                    PushedCommit one = listed(first, authored);
                    events.add(forge.pushed("below" + round, "", first, one));
                    events.add(
                            forge.pushed("above" + round, "", second, one, listed(second, authored.plusSeconds(60))));
                    events.add(forge.reached(commit(word, now, below), commit(below, now, tip)));
                    events.add(forge.change(200 + round, "below" + round, first, Optional.of(below), authored, now));
                    events.add(forge.change(300 + round, "above" + round, second, Optional.of(word), authored, now));
                    main.add(below);
                }
                default -> {
                    String first = "o" + words++;
                    String second = "o" + words++;
                    String branch = "topic" + round;
                    PushedCommit one = listed(first, authored);
                    events.add(forge.pushed(branch, "", first, one));
                    events.add(forge.pushed(branch, first, second, listed(second, authored.plusSeconds(60))));
                    events.add(forge.reached(commit(word, now, tip)));
                    events.add(forge.change(round, branch, second, Optional.of(word), authored, now));
                    // an open version with the same time, and an older one
                    events.add(forge.change(round, branch, second, Optional.empty(), authored, now));
                    events.add(forge.change(round, branch, first, Optional.empty(), authored, now.minusSeconds(60)));
                }
            }
            main.add(word);
            if (random.nextInt(2) == 0) {
                deploy(forge, random, events, main, 100 + round, now);
            }
            if (random.nextInt(4) == 0) {
                events.add(forge.finished("build" + round, Conclusion.SUCCESS, now));
                events.add(forge.synced(now));
            }
        }
        events.add(forge.renamed("acme/order", START));
        events.add(forge.renamed("acme/order2", START));
        return events;
    }

    private static void deploy(
            Forge forge, Random random, List<Event> events, List<String> main, int number, Instant now) {
        String id = "" + number;
        // mostly the tip, sometimes an older commit, sometimes one that never arrives
        String word = random.nextInt(12) == 0
                ? "unseen" + number
                : main.get(Math.max(0, main.size() - 1 - (random.nextInt(3) == 0 ? random.nextInt(4) : 0)));
        Instant finish = now.plusSeconds(60 + random.nextInt(86_400));
        events.add(forge.status(id, id + "1", "production", State.IN_PROGRESS, word, now));
        State end = random.nextInt(8) == 0 ? State.FAILURE : State.SUCCESS;
        events.add(forge.status(id, id + "2", "production", end, word, finish));
        if (random.nextInt(4) == 0) {
            // the same status with another text at the same time, and another deployment in the same instant
            events.add(forge.status(id, id + "2", "production-eu", end, word, finish));
            events.add(forge.status(id + "0", id + "3", "production", State.SUCCESS, word, finish));
        }
        if (random.nextInt(6) == 0) {
            events.add(forge.status(id, id + "4", "production", State.FAILURE, word, finish.plusSeconds(5)));
        }
    }
}
