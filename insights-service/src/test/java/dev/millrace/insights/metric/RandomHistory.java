package dev.millrace.insights.metric;

import dev.millrace.events.forge.DeploymentStatusChanged.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A random story without squashed changes, the same for the same seed: rollbacks, reverts, hotfixes, incidents, lost commits. */
final class RandomHistory {

    private static final Instant START = Instant.parse("2026-02-20T00:00:00Z");

    private final Random random;
    private final Story story = new Story();
    private final List<String> main = new ArrayList<>();
    private Instant now = START;
    private int deployments;
    private int changes;

    private RandomHistory(Random random) {
        this.random = random;
    }

    static Story of(Random random) {
        var history = new RandomHistory(random);
        for (int round = 0; round < 30; round++) {
            history.round(round);
        }
        return history.story;
    }

    private void round(int round) {
        now = now.plusSeconds(3_600L * (1 + random.nextInt(60)));
        String id = "c" + round;
        switch (main.isEmpty() ? 0 : random.nextInt(6)) {
            case 1 -> {
                String side = "s" + round;
                story.commit(side, written(), main.getLast());
                story.commit(id, now.toString(), main.getLast(), side);
            }
            case 2 ->
                story.titled(
                        id,
                        "Revert \"title of " + main.get(random.nextInt(main.size())) + "\"",
                        written(),
                        main.getLast());
            case 3 -> {
                story.commit(id, written(), main.getLast());
                boolean hotfix = random.nextBoolean();
                String branch = hotfix ? "hotfix/" + round : "revert-" + (1 + random.nextInt(changes + 1)) + "-x";
                story.change(++changes, "change", branch, id, now.toString());
            }
            default -> {
                String[] parents = main.isEmpty() ? new String[0] : new String[] {main.getLast()};
                story.commit(id, written(), parents);
                if (random.nextBoolean()) {
                    story.change(++changes, "change", "topic", id, now.toString());
                }
            }
        }
        main.add(id);
        if (random.nextInt(3) > 0) {
            deploy();
        }
        if (random.nextInt(5) == 0) {
            boolean open = random.nextBoolean();
            boolean named = random.nextInt(3) == 0 && deployments > 0;
            story.incident(
                    "i" + round,
                    now.plusSeconds(random.nextInt(200_000)).toString(),
                    open ? "" : now.plusSeconds(300_000).toString(),
                    named ? "" + (1 + random.nextInt(deployments)) : "");
        }
    }

    private String written() {
        return now.minusSeconds(random.nextInt(200_000)).toString();
    }

    private void deploy() {
        String id = "" + ++deployments;
        String sha = random.nextInt(15) == 0
                ? "lost" + id
                : main.get(Math.max(0, main.size() - 1 - (random.nextInt(3) == 0 ? random.nextInt(5) : 0)));
        Instant started = now.plusSeconds(random.nextInt(3_000));
        Instant finished = started.plusSeconds(60 + random.nextInt(90_000));
        story.deploy(id, sha, started.toString(), finished.toString());
        if (random.nextInt(8) == 0) {
            story.status(
                    id,
                    "production",
                    State.FAILURE,
                    sha,
                    finished.plusSeconds(600).toString());
        }
    }
}
