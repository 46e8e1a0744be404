package dev.millrace.simulator.comments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.Ids;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class ReactionsTest {

    private static final Account BOT = new Account(1, "millrace[bot]", Account.Kind.BOT);
    private static final Account ADA = new Account(2, "ada", Account.Kind.USER);

    private final Reactions reactions = new Reactions(new Ids(), Clock.systemUTC());

    @Test
    void keepsEachReactionOfAnAuthorOnce() {
        Reactions.Made first = reactions.add(5, BOT, "eyes");
        Reactions.Made again = reactions.add(5, BOT, "eyes");
        reactions.add(5, ADA, "eyes");
        reactions.add(5, BOT, "-1");

        assertThat(first.isNew()).isTrue();
        assertThat(again.isNew()).isFalse();
        assertThat(again.reaction()).isEqualTo(first.reaction());
        assertThat(reactions.of(5))
                .extracting(made -> made.author().login() + " " + made.content())
                .containsExactly("millrace[bot] eyes", "ada eyes", "millrace[bot] -1");
        assertThat(reactions.of(6)).isEmpty();
    }
}
