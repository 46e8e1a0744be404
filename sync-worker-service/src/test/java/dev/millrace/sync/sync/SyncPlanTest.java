package dev.millrace.sync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.RefEdit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;

class SyncPlanTest {

    private static final ObjectId A = ObjectId.fromString("a".repeat(40));
    private static final ObjectId B = ObjectId.fromString("b".repeat(40));

    @Test
    void isEmptyWhenBothSidesAreEqual() {
        RefView side = view("refs/heads/main", Map.of("refs/heads/main", A, "refs/tags/v1", B));

        assertThat(SyncPlan.between(side, side).isEmpty()).isTrue();
    }

    @Test
    void createsWhatIsNewAndInsistsThatItIsNew() {
        SyncPlan plan = SyncPlan.between(
                view("refs/heads/main", Map.of()), view("refs/heads/main", Map.of("refs/heads/main", A)));

        assertThat(plan.edits())
                .containsExactly(new RefEdit("refs/heads/main", Optional.of(ObjectId.zeroId()), Optional.of(A), true));
        assertThat(plan.targets()).containsExactly(A);
    }

    @Test
    void movesByForceFromWhereTheRefWasWhenThePlanWasMade() {
        SyncPlan plan = SyncPlan.between(
                view("refs/heads/main", Map.of("refs/heads/main", A)),
                view("refs/heads/main", Map.of("refs/heads/main", B)));

        assertThat(plan.edits()).containsExactly(new RefEdit("refs/heads/main", Optional.of(A), Optional.of(B), true));
    }

    @Test
    void deletesWhatIsGoneAndNeedsNothingForIt() {
        SyncPlan plan = SyncPlan.between(
                view("refs/heads/main", Map.of("refs/heads/main", A, "refs/heads/old", B)),
                view("refs/heads/main", Map.of("refs/heads/main", A)));

        assertThat(plan.edits()).containsExactly(new RefEdit("refs/heads/old", Optional.of(B), Optional.empty(), true));
        assertThat(plan.targets()).isEmpty();
    }

    @Test
    void replacesABranchByOneBelowItsName() {
        SyncPlan plan = SyncPlan.between(
                view("refs/heads/main", Map.of("refs/heads/a", A)),
                view("refs/heads/main", Map.of("refs/heads/a/b", A)));

        assertThat(plan.edits()).extracting(RefEdit::ref).containsExactlyInAnyOrder("refs/heads/a", "refs/heads/a/b");
    }

    @Test
    void followsHeadAlsoWhenNoRefMoves() {
        Map<String, ObjectId> tips = Map.of("refs/heads/main", A, "refs/heads/trunk", A);

        SyncPlan plan = SyncPlan.between(view("refs/heads/main", tips), view("refs/heads/trunk", tips));

        assertThat(plan.newHead()).contains("refs/heads/trunk");
        assertThat(plan.edits()).isEmpty();
        assertThat(plan.isEmpty()).isFalse();
    }

    @Test
    void leavesHeadWhenTheOtherSideDoesNotTell() {
        SyncPlan plan = SyncPlan.between(
                view("refs/heads/main", Map.of("refs/heads/main", A)), new RefView(new TreeMap<>(), Optional.empty()));

        assertThat(plan.newHead()).isEmpty();
        assertThat(plan.edits()).hasSize(1);
    }

    @Test
    void mirrorsBranchesAndTagsOnly() {
        RefView view = view(
                "refs/pull/1/head",
                Map.of(
                        "refs/heads/main",
                        A,
                        "refs/tags/v1",
                        A,
                        "refs/pull/1/head",
                        B,
                        "refs/notes/commits",
                        B,
                        "refs/heads/bad..name",
                        B,
                        "refs/heads/" + "x".repeat(1_100),
                        B));

        assertThat(view.tips()).containsOnlyKeys("refs/heads/main", "refs/tags/v1");
        assertThat(view.head()).isEmpty();
    }

    private static RefView view(String head, Map<String, ObjectId> tips) {
        return new RefView(new TreeMap<>(tips), Optional.of(head));
    }
}
