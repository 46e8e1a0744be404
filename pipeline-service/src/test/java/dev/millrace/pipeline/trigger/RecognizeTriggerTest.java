package dev.millrace.pipeline.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.ChangeUpdated.Action;
import dev.millrace.events.forge.CheckSuiteChanged;
import dev.millrace.events.forge.MergeGroupChanged;
import dev.millrace.pipeline.ForgeEvents;
import dev.millrace.pipeline.workflow.TriggerEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
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

    @Test
    void trustsWhatWasMergedAndNoCodeOfAForkThatRuns() {
        ChangeUpdated opened = forge.change(Action.OPENED, 7, HEAD);
        ChangeUpdated closed = forge.fromFork(forge.change(Action.CLOSED, 7, HEAD));
        ChangeUpdated merged = forge.fromFork(forge.merged(7, HEAD, MERGE));

        assertThat(untrusted(opened)).contains(false);
        assertThat(untrusted(forge.fromFork(opened))).contains(true);
        assertThat(untrusted(closed)).contains(true);
        assertThat(untrusted(merged)).contains(false);
        assertThat(recognizePush("refs/heads/main", Optional.of(MERGE), Optional.of(HEAD)))
                .hasValueSatisfying(push -> assertThat(push.untrusted()).isFalse());
        assertThat(recognize(forge.fromFork(opened)))
                .hasValueSatisfying(trigger ->
                        assertThat(trigger.again(UUID.randomUUID()).untrusted()).isTrue());
    }

    private static Optional<Boolean> untrusted(ChangeUpdated change) {
        return RecognizeTrigger.in(change, NOW, true).map(TriggerRow::untrusted);
    }

    @Test
    void comparesAPushWithTheCommitBeforeAndAChangeWithItsBase() {
        assertThat(recognizePush("refs/heads/main", Optional.of(MERGE), Optional.of(HEAD)))
                .hasValueSatisfying(trigger -> assertThat(trigger.baseSha()).contains(MERGE));
        assertThat(recognizePush("refs/heads/main", Optional.empty(), Optional.of(HEAD)))
                .hasValueSatisfying(trigger -> assertThat(trigger.baseSha()).isEmpty());
        assertThat(recognize(forge.changeOnto(Action.SYNCHRONIZED, 7, HEAD, MERGE)))
                .hasValueSatisfying(trigger -> assertThat(trigger.baseSha()).contains(MERGE));
    }

    @Test
    void runsTheCommitOfAMergeGroupForTheBranchThatItGoesInto() {
        var requested = forge.mergeGroup(MergeGroupChanged.Action.CHECKS_REQUESTED, HEAD, MERGE);

        TriggerRow trigger = RecognizeTrigger.in(requested, NOW, false).orElseThrow();

        assertThat(trigger.event()).isEqualTo(TriggerEvent.MERGE_GROUP);
        assertThat(trigger.sha()).isEqualTo(HEAD);
        assertThat(trigger.baseRef()).contains("main");
        assertThat(trigger.baseSha()).contains(MERGE);
        assertThat(trigger.ref()).isEqualTo("gh-readonly-queue/main/pr-7-" + MERGE);
        assertThat(trigger.changeNumber()).isEmpty();
        assertThat(trigger.isHead()).isFalse();
        assertThat(RecognizeTrigger.in(forge.mergeGroup(MergeGroupChanged.Action.DESTROYED, HEAD, MERGE), NOW, false))
                .isEmpty();
    }

    @Test
    void leavesPushesToTheBranchesOfMergeQueuesToTheirGroups() {
        assertThat(recognizePush("refs/heads/gh-readonly-queue/main/pr-7-1", Optional.empty(), Optional.of(HEAD)))
                .isEmpty();
    }

    @Test
    void takesARequestedSuiteForThePushThatItAnnounces() {
        var requested = forge.suite(CheckSuiteChanged.Action.REQUESTED, HEAD);

        TriggerRow trigger = RecognizeTrigger.in(requested, NOW, false).orElseThrow();

        assertThat(trigger.event()).isEqualTo(TriggerEvent.PUSHED);
        assertThat(trigger.ref()).isEqualTo("main");
        assertThat(trigger.sha()).isEqualTo(HEAD);
        assertThat(RecognizeTrigger.in(forge.suite(CheckSuiteChanged.Action.REREQUESTED, HEAD), NOW, false))
                .isEmpty();
        assertThat(RecognizeTrigger.in(forge.suite(CheckSuiteChanged.Action.COMPLETED, HEAD), NOW, false))
                .isEmpty();
    }

    private Optional<TriggerRow> recognizePush(String ref, Optional<String> before, Optional<String> after) {
        return RecognizeTrigger.in(forge.push(ref, before, after), NOW, false);
    }

    private static Optional<TriggerRow> recognize(ChangeUpdated change) {
        return RecognizeTrigger.in(change, NOW, false);
    }
}
