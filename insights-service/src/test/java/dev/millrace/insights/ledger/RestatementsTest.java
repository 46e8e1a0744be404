package dev.millrace.insights.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.insights.ledger.LedgerDeployment.Effect;
import dev.millrace.insights.metric.ActorClass;
import dev.millrace.insights.metric.FailureSignal;
import dev.millrace.insights.metric.FailureSignal.Kind;
import dev.millrace.insights.metric.Tier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RestatementsTest {

    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    private static final Instant LATER = Instant.parse("2026-03-10T00:00:00Z");
    private static final Replaced<Item> NO_ITEMS = new Replaced<>(List.of(), List.of(), false);

    @Test
    void namesTheIncidentThatMadeADeploymentBad() {
        var restated = Restatements.of(
                replaced(
                        List.of(deployment("1"), deployment("2")),
                        List.of(deployment("1"), bad("2", "incident db-42"))),
                NO_ITEMS,
                LATER);

        assertThat(restated)
                .containsExactly(new Restatement(
                        Tier.PRODUCTION,
                        "changeFailRate",
                        Instant.parse("2026-03-02T00:00:00Z"),
                        Instant.parse("2026-03-03T00:00:00Z"),
                        OptionalDouble.of(0),
                        OptionalDouble.of(0.5),
                        2,
                        2,
                        "incident db-42"));
    }

    @Test
    void restatesEverythingThatALateDeploymentChanges() {
        Item lead = item("c", 3_600);
        var restated = Restatements.of(
                replaced(List.of(), List.of(deployment("7"))), new Replaced<>(List.of(), List.of(lead), true), LATER);

        assertThat(restated).extracting(Restatement::cause).containsOnly("deployment 7");
        assertThat(restated)
                .extracting(Restatement::metric)
                .containsExactly("changeFailRate", "changeLeadTime", "deploymentFrequency", "deploymentReworkRate");
        assertThat(restated.get(0).oldValue()).isEmpty();
        assertThat(restated.get(1).newValue()).hasValue(3_600);
    }

    @Test
    void namesTheCommitWhoseTimeChanged() {
        var restated = Restatements.of(
                replaced(List.of(deployment("7")), List.of(deployment("7"))),
                new Replaced<>(List.of(item("c", 3_600)), List.of(item("c", 7_200)), true),
                LATER);

        assertThat(restated).hasSize(1);
        assertThat(restated.getFirst().cause()).isEqualTo("commit c");
        assertThat(restated.getFirst().oldValue()).hasValue(3_600);
    }

    @Test
    void restatesNothingThatWasNotFinal() {
        assertThat(Restatements.of(
                        replaced(List.of(), List.of(deployment("7"))), NO_ITEMS, Instant.parse("2026-03-02T23:59:59Z")))
                .isEmpty();
    }

    @Test
    void restatesNothingIfTheNumbersStayTheSame() {
        LedgerDeployment other = new LedgerDeployment(
                Tier.PRODUCTION,
                "1",
                NOON,
                Effect.SHIPS,
                Optional.empty(),
                "production-eu",
                "a",
                "main",
                NOON,
                NOON,
                1,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                List.of());

        assertThat(Restatements.of(replaced(List.of(deployment("1")), List.of(other)), NO_ITEMS, LATER))
                .isEmpty();
    }

    private static Replaced<LedgerDeployment> replaced(List<LedgerDeployment> before, List<LedgerDeployment> after) {
        return new Replaced<>(before, after, !before.equals(after));
    }

    private static LedgerDeployment deployment(String id) {
        return deployment(id, List.of());
    }

    private static LedgerDeployment bad(String id, String evidence) {
        return deployment(id, List.of(new FailureSignal(Kind.INCIDENT, evidence, Optional.of(NOON), Optional.empty())));
    }

    private static LedgerDeployment deployment(String id, List<FailureSignal> signals) {
        return new LedgerDeployment(
                Tier.PRODUCTION,
                id,
                NOON,
                Effect.SHIPS,
                Optional.empty(),
                "production",
                "a",
                "main",
                NOON,
                NOON,
                1,
                !signals.isEmpty(),
                false,
                Optional.empty(),
                Optional.empty(),
                signals);
    }

    private static Item item(String subject, long seconds) {
        return new Item(
                ItemMetric.CHANGE_LEAD_TIME,
                Optional.of(Tier.PRODUCTION),
                subject,
                NOON,
                Optional.of(NOON.minusSeconds(seconds)),
                seconds * 1_000_000,
                ActorClass.HUMAN,
                Item.State.COUNTED,
                "7",
                "commit");
    }
}
