package dev.millrace.insights.person;

import static dev.millrace.insights.person.Acts.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.insights.person.Contribution.Kind;
import dev.millrace.insights.person.ContributionStore.Count;
import dev.millrace.insights.person.Contributor.Activity;
import dev.millrace.insights.person.Contributor.ForgeAccount;
import dev.millrace.insights.person.LinkStore.Linked;
import dev.millrace.insights.person.LinkStore.Person;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GroupContributionsTest {

    private static final UUID ANN = new UUID(0, 1);
    private static final UUID EVE = new UUID(0, 2);

    @Test
    void sumsUpWhatAUserDidWithAllAccounts() {
        var group = new GroupContributions(
                List.of(new Person(ANN, "Ann")), List.of(new Linked(ANN, "forge.test", "id:5", "ann")));

        List<Contributor> found = group.group(List.of(
                count("forge.test", "id:5", "ann", Optional.of(ANN), Kind.PUSH, 3),
                count("forge.test", "login:ann", "Ann", Optional.of(ANN), Kind.COMMIT, 4),
                count("other.test", "id:8", "ann-lab", Optional.of(ANN), Kind.PUSH, 2)));

        assertThat(found)
                .containsExactly(new Contributor(
                        "user/" + ANN,
                        Optional.of(ANN),
                        "Ann",
                        List.of(
                                new ForgeAccount("forge.test", "ann", false),
                                new ForgeAccount("other.test", "ann-lab", false)),
                        new Activity(5, 4, 0, 0, 0, 0)));
    }

    @Test
    void showsAnAccountThatBelongsToNobodyUnderItsNewestLogin() {
        var group = new GroupContributions(List.of(), List.of());

        List<Contributor> found = group.group(List.of(
                new Count("forge.test", "id:5", "old", false, Optional.empty(), Kind.PUSH, 1, at(1)),
                new Count("forge.test", "id:5", "Ann", false, Optional.empty(), Kind.REVIEW, 1, at(9)),
                new Count("forge.test", "login:ann", "ann", false, Optional.empty(), Kind.COMMIT, 1, at(2))));

        assertThat(found)
                .containsExactly(new Contributor(
                        "account/forge.test/ann",
                        Optional.empty(),
                        "Ann",
                        List.of(new ForgeAccount("forge.test", "Ann", false)),
                        new Activity(1, 1, 0, 0, 0, 1)));
    }

    @Test
    void showsAUserWhomTheReaderMayNotKnowAsAnAccount() {
        var group = new GroupContributions(List.of(new Person(ANN, "Ann")), List.of());

        List<Contributor> found =
                group.group(List.of(count("forge.test", "id:6", "eve", Optional.of(EVE), Kind.PUSH, 1)));

        assertThat(found).extracting(Contributor::user).containsExactly(Optional.empty());
        assertThat(found).extracting(Contributor::name).containsExactly("eve");
    }

    @Test
    void marksBots() {
        var group = new GroupContributions(List.of(), List.of());

        List<Contributor> found = group.group(
                List.of(new Count("forge.test", "id:1", "ci[bot]", true, Optional.empty(), Kind.DEPLOYMENT, 1, at(1))));

        assertThat(found)
                .singleElement()
                .satisfies(contributor -> assertThat(contributor.bot()).isTrue());
    }

    private static Count count(
            String instance, String key, String login, Optional<UUID> person, Kind kind, long count) {
        return new Count(instance, key, login, false, person, kind, count, at(1));
    }
}
