package dev.millrace.sync.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.write.RefEdit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;

class SyncPlanTest {

    private static final ObjectId A = ObjectId.fromString("a".repeat(40));
    private static final ObjectId B = ObjectId.fromString("b".repeat(40));
    private static final ObjectId C = ObjectId.fromString("c".repeat(40));

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
    void leavesHeadWhenTheUpstreamDoesNotReportIt() {
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

        assertThat(view.only(Set.of()).tips()).containsOnlyKeys("refs/heads/main", "refs/tags/v1");
        assertThat(view.only(Set.of("refs/pull/1/head")).tips())
                .containsOnlyKeys("refs/heads/main", "refs/tags/v1", "refs/pull/1/head");
        assertThat(view.head()).isEmpty();
    }

    @Test
    void keepsWhatWasChangedHereOfAnUpstreamThatTakesNoPushes() {
        LastSeenRefs lastSeen = new LastSeenRefs.Builder()
                .add("refs/heads/both", Optional.of(A), false)
                .add("refs/heads/here", Optional.of(A), false)
                .add("refs/heads/there", Optional.of(A), false)
                .add("refs/heads/deleted", Optional.of(A), false)
                .add("refs/heads/gone", Optional.of(A), false)
                .build();
        RefView ours = view(
                "refs/heads/both",
                Map.of(
                        "refs/heads/both", B,
                        "refs/heads/here", B,
                        "refs/heads/there", A,
                        "refs/heads/gone", A,
                        "refs/heads/mine", B));
        RefView theirs = view(
                "refs/heads/both",
                Map.of(
                        "refs/heads/both", C,
                        "refs/heads/here", A,
                        "refs/heads/there", C,
                        "refs/heads/deleted", C));

        SyncPlan plan = SyncPlan.between(ours, theirs, lastSeen, false);

        assertThat(plan.edits()).extracting(RefEdit::ref).containsExactly("refs/heads/gone", "refs/heads/there");
        assertThat(plan.contested()).extracting(RefEdit::ref).containsExactly("refs/heads/both");
    }

    @Test
    void remembersWhatTheyReportedBeforeItWasChangedHere() {
        LastSeenRefs before = new LastSeenRefs.Builder()
                .add("refs/heads/main", Optional.of(A), false)
                .add("refs/heads/gone", Optional.of(A), false)
                .build();
        RefView ours = view("refs/heads/main", Map.of("refs/heads/main", B, "refs/heads/same", C));
        RefView theirs = view("refs/heads/main", Map.of("refs/heads/main", C, "refs/heads/same", C));

        LastSeenRefs after = SyncPlan.lastSeen(ours, theirs, before);

        assertThat(after.names()).containsExactlyInAnyOrder("refs/heads/main", "refs/heads/same");
        assertThat(after.lastSeen("refs/heads/main")).contains(A);
        assertThat(after.isLocal("refs/heads/main")).isTrue();
        assertThat(after.isLocal("refs/heads/same")).isFalse();
    }

    @Test
    void keepsOnceTheUpstreamTakesPushesOnlyWhatWasChangedBefore() {
        LastSeenRefs lastSeen = new LastSeenRefs.Builder()
                .add("refs/heads/mine", Optional.empty(), true)
                .build();
        RefView ours = view("refs/heads/main", Map.of("refs/heads/main", A, "refs/heads/mine", B, "refs/heads/old", B));
        RefView theirs = view("refs/heads/main", Map.of("refs/heads/main", C));

        SyncPlan plan = SyncPlan.between(ours, theirs, lastSeen, true);

        assertThat(plan.edits()).extracting(RefEdit::ref).containsExactly("refs/heads/main", "refs/heads/old");
        assertThat(plan.contested()).isEmpty();
    }

    @Test
    void importsTheDefaultBranchFirstThenTheOthersThenTheRest() {
        Optional<String> head = Optional.of("refs/heads/trunk");
        SyncPlan plan = SyncPlan.between(
                view("refs/heads/main", Map.of("refs/heads/old", A)),
                view("refs/heads/trunk", Map.of("refs/heads/trunk", A, "refs/heads/side", B, "refs/tags/v1", C)));

        assertThat(plan.of(Stage.DEFAULT_BRANCH, head).edits())
                .extracting(RefEdit::ref)
                .containsExactly("refs/heads/old", "refs/heads/trunk");
        assertThat(plan.of(Stage.DEFAULT_BRANCH, head).newHead()).isEqualTo(head);
        assertThat(plan.of(Stage.BRANCHES, head).movingRefs()).containsExactly("refs/heads/side", "refs/heads/trunk");
        assertThat(plan.of(Stage.EVERYTHING, head)).isEqualTo(plan);
    }

    @Test
    void cutsAPlanWithoutLosingDeletions() {
        SyncPlan plan = SyncPlan.between(
                view("refs/heads/main", Map.of("refs/heads/zoo", A)),
                view("refs/heads/trunk", Map.of("refs/heads/a", A, "refs/heads/b", B, "refs/heads/c", C)));

        SyncPlan part = plan.first(1);

        assertThat(part.edits()).extracting(RefEdit::ref).containsExactly("refs/heads/a", "refs/heads/zoo");
        assertThat(part.newHead()).isEmpty();
        assertThat(plan.first(3)).isEqualTo(plan);
        assertThat(plan.without(Set.of("refs/heads/b", "HEAD")).movingRefs())
                .containsExactly("refs/heads/a", "refs/heads/c");
    }

    @Test
    void needsTheCommitOfADetachedHead() {
        SyncPlan plan = SyncPlan.between(
                view("refs/heads/main", Map.of("refs/heads/main", A)), view(B.name(), Map.of("refs/heads/main", A)));

        assertThat(plan.newHead()).contains(B.name());
        assertThat(plan.targets()).containsExactly(B);
    }

    private static RefView view(String head, Map<String, ObjectId> tips) {
        return new RefView(new TreeMap<>(tips), Optional.of(head));
    }
}
