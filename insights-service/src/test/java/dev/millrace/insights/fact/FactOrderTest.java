package dev.millrace.insights.fact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Event;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.git.CommitsReached;
import dev.millrace.insights.Forge;
import dev.millrace.insights.metric.Authors;
import dev.millrace.insights.metric.ChangeDeliveryTime;
import dev.millrace.insights.metric.ChangeLeadTime;
import dev.millrace.insights.metric.Choices;
import dev.millrace.insights.metric.CommitGraph;
import dev.millrace.insights.metric.DeploymentFrequency;
import dev.millrace.insights.metric.DeploymentLog;
import dev.millrace.insights.metric.Scope;
import dev.millrace.insights.metric.Tier;
import dev.millrace.insights.metric.Window;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The metrics as functions of sets: the iteration order of a set changes no digit. */
class FactOrderTest {

    private static final int STORIES = 40;
    private static final int ORDERS = 25;
    private static final Window WINDOW =
            new Window(RandomStory.START, RandomStory.START.plusSeconds(60 * 86_400), ZoneId.of("Australia/Lord_Howe"));

    @Test
    void givesTheSameDigitsHoweverTheEventsAreShuffledAndRepeated() {
        Set<String> kinds = new HashSet<>();
        for (int seed = 0; seed < STORIES; seed++) {
            var random = new Random(seed);
            List<Event> events = RandomStory.of(new Forge("acme", "acme/order"), random);
            String expected = answer(events, kinds);
            for (int order = 0; order < ORDERS; order++) {
                var shuffled = new ArrayList<>(events);
                events.stream().filter(event -> random.nextInt(10) < 3).forEach(shuffled::add);
                Collections.shuffle(shuffled, random);

                assertThat(answer(shuffled, kinds))
                        .as("seed %d order %d", seed, order)
                        .isEqualTo(expected);
            }
        }
        // otherwise the stories prove less than they seem to
        assertThat(kinds)
                .contains("Ships", "Unknown", "Redeploy", "Rollback", "OutOfOrder", "ShipsNothing")
                .contains("source=PUSH", "source=COMMIT", "author=AGENT", "author=HUMAN");
    }

    private static String answer(List<Event> events, Set<String> kinds) {
        Set<DeploymentStatusFact> statuses = new LinkedHashSet<>();
        Set<ChangeFact> changes = new LinkedHashSet<>();
        Set<PushFact> pushes = new LinkedHashSet<>();
        var graph = new CommitGraph.Builder(new Authors(RandomStory.AGENTS));
        for (Event event : events) {
            switch (event) {
                case DeploymentStatusChanged status -> statuses.add(RecordFacts.fact(status));
                case ChangeUpdated change -> changes.add(RecordFacts.fact(change));
                case RefPushed push -> pushes.add(RecordFacts.fact(push));
                case CommitsReached reached ->
                    reached.commits().stream().map(RecordFacts::fact).forEach(graph::add);
                default -> {
                    // contains nothing that a metric uses
                }
            }
        }
        var log = DeploymentLog.of(
                new Facts(statuses, changes, pushes),
                graph.build(),
                new Scope(Optional.of(Tier.PRODUCTION), Optional.empty()));
        String successes = log.successes().toString();
        log.successes().forEach(judged -> kinds.add(judged.effect().getClass().getSimpleName()));
        List.of("source=PUSH", "source=COMMIT", "author=AGENT", "author=HUMAN").stream()
                .filter(successes::contains)
                .forEach(kinds::add);
        return successes
                + DeploymentFrequency.of(log, WINDOW, Choices.DEFAULT)
                + ChangeLeadTime.of(log, WINDOW, Choices.DEFAULT)
                + ChangeDeliveryTime.of(log, WINDOW, Choices.DEFAULT);
    }
}
