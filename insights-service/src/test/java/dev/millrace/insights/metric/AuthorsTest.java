package dev.millrace.insights.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.insights.fact.CommitFact;
import dev.millrace.insights.fact.PushFact.PushedCommit;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorsTest {

    private static final Authors AUTHORS =
            new Authors(List.of("robin[bot]", "Coder", "claude[bot]", "noreply@agents.example"));

    @ParameterizedTest
    @CsvSource({
        "robin[bot], true, AGENT",
        "ROBIN[bot], false, AGENT",
        "coder, true, AGENT",
        "renovate[bot], false, BOT",
        "release-account, true, BOT",
        "ann, false, HUMAN",
        "claude, false, HUMAN",
        "robin, false, HUMAN"
    })
    void distinguishesAccounts(String login, boolean forgeMarksAsBot, ActorClass expected) {
        assertThat(AUTHORS.ofCredential(login, forgeMarksAsBot)).isEqualTo(expected);
    } // #9.29

    @ParameterizedTest
    @CsvSource({
        "robin[bot], 1+robin[bot]@users.noreply.github.com, AGENT",
        "Coder Ltd, 42+coder@users.noreply.github.com, AGENT",
        "Robin, NoReply@agents.example, AGENT",
        "renovate[bot], 3+renovate[bot]@users.noreply.github.com, BOT",
        "Renovate, renovate[bot]@example.org, BOT",
        "Claude, claude@example.org, HUMAN",
        "Coder, coder@example.org, HUMAN"
    })
    void distinguishesAuthorsOfCommits(String name, String email, ActorClass expected) {
        assertThat(AUTHORS.of(commit(name, email))).isEqualTo(expected);
    } // #9.29

    @ParameterizedTest
    @CsvSource({
        "Robin <noreply@agents.example>, AGENT",
        "robin[bot] <x@y>, AGENT",
        "noreply@agents.example, AGENT",
        "Copilot <198+coder@users.noreply.github.com>, AGENT",
        "Claude <claude@example.org>, HUMAN",
        "<>, HUMAN",
        "> <, HUMAN"
    })
    void takesACommitThatNamesAnAgentAsCoAuthorForAnAgents(String trailer, ActorClass expected) {
        assertThat(AUTHORS.of(commit("Ann", "ann@example.org", trailer))).isEqualTo(expected);
        assertThat(AUTHORS.of(
                        new PushedCommit("c", "title", Optional.of("ann"), Instant.EPOCH, List.of(trailer)),
                        ActorClass.HUMAN))
                .isEqualTo(expected);
    } // #9.29

    @Test
    void takesAPushedCommitWithoutAuthorForTheChangesAuthors() {
        var commit = new PushedCommit("c", "title", Optional.empty(), Instant.EPOCH);

        assertThat(AUTHORS.of(commit, ActorClass.BOT)).isEqualTo(ActorClass.BOT);
    }

    private static CommitFact commit(String name, String email, String... coAuthors) {
        return new CommitFact("c", List.of(), "title", name, email, Instant.EPOCH, Instant.EPOCH, List.of(coAuthors));
    }
}
