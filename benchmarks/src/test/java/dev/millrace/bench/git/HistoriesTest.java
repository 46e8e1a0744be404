package dev.millrace.bench.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bench.git.Histories.Push;
import dev.millrace.bench.git.PushWire.Answer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HistoriesTest {

    private static final String REF = "refs/heads/shared";
    private static final String MAIN = "refs/heads/main";
    private static final List<Push> PUSHES = List.of(
            new Push(MAIN, "base", Answer.ACCEPTED),
            new Push(REF, "accepted", Answer.ACCEPTED),
            new Push(REF, "rejected", Answer.REJECTED),
            new Push(REF, "unknown", Answer.UNKNOWN));

    @Test
    void acceptsWhatWasAcceptedAndWhatIsUnknown() {
        var histories = both(Set.of("base", "accepted", "unknown"));

        assertThat(histories.lost(PUSHES)).isEmpty();
        assertThat(histories.smuggled(PUSHES)).isEmpty();
        assertThat(histories.strangers(PUSHES, MAIN)).isEmpty();
        assertThat(both(Set.of("base", "accepted")).lost(PUSHES)).isEmpty();
    }

    @Test
    void missesAnAcceptedPushThatOneSideDoesNotHave() {
        var histories = new Histories(
                Map.of(MAIN, Set.of("base"), REF, Set.of("base", "accepted")),
                Map.of(MAIN, Set.of("base"), REF, Set.of("base")));

        assertThat(histories.lost(PUSHES)).containsExactly(PUSHES.get(1));
    }

    @Test
    void findsARejectedPush() {
        assertThat(both(Set.of("base", "accepted", "rejected")).smuggled(PUSHES))
                .containsExactly(PUSHES.get(2));
    }

    @Test
    void findsWhatWasNotPushed() {
        assertThat(both(Set.of("base", "accepted", "elsewhere")).strangers(PUSHES, MAIN))
                .containsExactly("elsewhere");
    }

    private static Histories both(Set<String> history) {
        Map<String, Set<String>> side = Map.of(MAIN, Set.of("base"), REF, history);
        return new Histories(side, side);
    }
}
