package dev.millrace.insights.person;

import static dev.millrace.insights.person.Acts.at;
import static dev.millrace.insights.person.Acts.bot;
import static dev.millrace.insights.person.Acts.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.events.Event;
import dev.millrace.events.forge.ChangeReviewed;
import dev.millrace.insights.person.Contribution.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContributionTest {

    private final Acts acts = new Acts("1");

    @Test
    void readsThePusherAndTheAuthorsOfTheCommits() {
        var push = acts.pushed("one", person("5", "ann"), 10, "eve", "Ben");

        assertThat(Contribution.of(push))
                .extracting(Contribution::kind, act -> act.account().key(), Contribution::at)
                .containsExactly(
                        tuple(Kind.COMMIT, "login:ben", at(10)),
                        tuple(Kind.COMMIT, "login:eve", at(10)),
                        tuple(Kind.PUSH, "id:5", at(10)));
    }

    @Test
    void readsAMergeAsDoneByWhoeverOpenedTheChange() {
        var merged = acts.change(7, person("5", "ann"), 10, Optional.of(at(50)), 60);

        assertThat(Contribution.of(merged))
                .extracting(Contribution::kind, Contribution::subject, Contribution::at, Contribution::reportedAt)
                .containsExactly(
                        tuple(Kind.CHANGE_MERGED, "7", at(50), at(60)), tuple(Kind.CHANGE_OPENED, "7", at(10), at(60)));
    }

    @Test
    void prefersWhoRequestedADeploymentToWhoReportedOnIt() {
        Contribution requested = only(acts.requested("9", person("5", "ann"), 10));
        Contribution reported = only(acts.deployed("9", person("6", "eve"), 10, 5));

        assertThat(Stream.of(reported, requested).min(Contribution.FIRST_REPORT))
                .contains(requested);
    }

    @Test
    void countsAReviewWhenItWasSubmittedOnly() {
        var ann = person("5", "ann");

        assertThat(Contribution.of(acts.reviewed("3", ann, ChangeReviewed.Action.SUBMITTED, 10)))
                .hasSize(1);
        assertThat(Contribution.of(acts.reviewed("3", ann, ChangeReviewed.Action.DISMISSED, 20)))
                .isEmpty();
    }

    @Test
    void knowsAnAccountByItsLoginWhereTheReportHasNoOtherId() {
        assertThat(account("5", "Ann").key()).isEqualTo("id:5");
        assertThat(account("Ann", "ann").key()).isEqualTo("login:ann");
        assertThat(account("", "Ann").key()).isEqualTo("login:ann");
    }

    @Test
    void recognizesBotsByTheForgesMarkAndByTheirName() {
        assertThat(only(acts.requested("9", bot("5", "deployer"), 10)).account().bot())
                .isTrue();
        assertThat(account("5", "dependabot[bot]").bot()).isTrue();
        assertThat(account("5", "robot").bot()).isFalse();
    }

    @Test
    void keepsTextAndTimesThatPostgresqlCanStore() {
        Contribution act = only(acts.requested("9", person("5", "a\0n"), 10));

        assertThat(act.account().login()).isEqualTo("a\uFFFDn");
        assertThat(new Contribution(Kind.PUSH, "1", false, act.account(), Instant.MAX, Instant.MIN))
                .extracting(Contribution::at, Contribution::reportedAt)
                .containsExactly(Instant.parse("9999-12-31T00:00:00Z"), Instant.parse("0001-01-01T00:00:00Z"));
    }

    private Account account(String id, String login) {
        return only(acts.requested("9", person(id, login), 10)).account();
    }

    private static Contribution only(Event event) {
        List<Contribution> found = Contribution.of(event);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }
}
