package dev.millrace.pipeline.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.ChangeUpdated.Action;
import dev.millrace.pipeline.ForgeEvents;
import dev.millrace.pipeline.workflow.TriggerEvent;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecognizeTriggerTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final String HEAD = "1".repeat(40);
    private static final String MERGE = "2".repeat(40);

    private final ForgeEvents forge = new ForgeEvents("acme/widgets", "1", "1");

    @ParameterizedTest
    @CsvSource({
        "OPENED, CHANGE_OPENED",
        "SYNCHRONIZED, CHANGE_SYNCHRONIZED",
        "REOPENED, CHANGE_REOPENED",
        "CLOSED, CHANGE_CLOSED"
    })
    void runsAChangeOnItsHead(Action action, TriggerEvent event) {
        ChangeUpdated change = forge.earlierChange(action, 7, HEAD);

        TriggerRow trigger = recognize(change).orElseThrow();

        assertThat(trigger.event()).isEqualTo(event);
        assertThat(trigger.sha()).isEqualTo(HEAD);
        assertThat(trigger.ref()).isEqualTo("topic");
        assertThat(trigger.baseRef()).contains("main");
        assertThat(trigger.changeNumber()).contains(7L);
        assertThat(trigger.occurredAt()).isEqualTo(change.occurredAt());
        assertThat(trigger.receivedAt()).isEqualTo(NOW);
    }

    @Test
    void runsAMergedChangeOnItsMergeCommit() {
        TriggerRow trigger = recognize(forge.merged(7, HEAD, MERGE)).orElseThrow();

        assertThat(trigger.event()).isEqualTo(TriggerEvent.CHANGE_MERGED);
        assertThat(trigger.sha()).isEqualTo(MERGE);
    }

    @Test
    void runsANewTagByItsShortName() {
        TriggerRow trigger = recognizePush("refs/tags/v1.0/rc", Optional.empty(), Optional.of(HEAD))
                .orElseThrow();

        assertThat(trigger.event()).isEqualTo(TriggerEvent.TAG_CREATED);
        assertThat(trigger.ref()).isEqualTo("v1.0/rc");
        assertThat(trigger.baseRef()).isEmpty();
        assertThat(trigger.changeNumber()).isEmpty();
    }

    @Test
    void runsAPushedBranchByItsShortName() {
        TriggerRow created = recognizePush("refs/heads/topic/a", Optional.empty(), Optional.of(HEAD))
                .orElseThrow();
        TriggerRow moved = recognizePush("refs/heads/main", Optional.of(MERGE), Optional.of(HEAD))
                .orElseThrow();

        assertThat(created.event()).isEqualTo(TriggerEvent.PUSHED);
        assertThat(created.ref()).isEqualTo("topic/a");
        assertThat(moved.ref()).isEqualTo("main");
        assertThat(moved.sha()).isEqualTo(HEAD);
        assertThat(moved.baseRef()).isEmpty();
        assertThat(moved.changeNumber()).isEmpty();
    }

    @Test
    void leavesDeletedBranchesMovedAndDeletedTagsAndOtherRefsAlone() {
        assertThat(recognizePush("refs/heads/main", Optional.of(HEAD), Optional.empty()))
                .isEmpty();
        assertThat(recognizePush("refs/notes/commits", Optional.empty(), Optional.of(HEAD)))
                .isEmpty();
        assertThat(recognizePush("refs/tags/v1", Optional.of(MERGE), Optional.of(HEAD)))
                .isEmpty();
        assertThat(recognizePush("refs/tags/v1", Optional.of(HEAD), Optional.empty()))
                .isEmpty();
    }

    @Test
    void holdsTheCodeOfAForkBackUntilItIsMerged() {
        ChangeUpdated opened = forge.fromFork(forge.change(Action.OPENED, 7, HEAD));
        ChangeUpdated closed = forge.fromFork(forge.change(Action.CLOSED, 7, HEAD));
        ChangeUpdated merged = forge.fromFork(forge.merged(7, HEAD, MERGE));

        assertThat(recognize(opened))
                .hasValueSatisfying(trigger -> assertThat(trigger.fromFork()).isTrue());
        assertThat(recognize(closed)).isEmpty();
        assertThat(recognize(merged))
                .hasValueSatisfying(trigger -> assertThat(trigger.fromFork()).isFalse());
        assertThat(RecognizeTrigger.in(opened, NOW, true))
                .hasValueSatisfying(trigger -> assertThat(trigger.fromFork()).isFalse());
    } // #9.BR-40

    private Optional<TriggerRow> recognizePush(String ref, Optional<String> before, Optional<String> after) {
        return RecognizeTrigger.in(forge.push(ref, before, after), NOW, false);
    }

    private static Optional<TriggerRow> recognize(ChangeUpdated change) {
        return RecognizeTrigger.in(change, NOW, false);
    }
}
