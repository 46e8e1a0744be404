package dev.millrace.sync.pass;

import dev.millrace.git.write.RefEdit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;

/**
 * What brings our refs up to theirs.
 *
 * @param edits creates, moves (forced or not) and deletes, each with the value that the plan was made for
 * @param contested moves of refs that were changed on both sides: to be made only if they discard nothing of ours
 * @param newHead what HEAD shall point to, if that changes: full name of a branch, or 40 hex digits
 */
record SyncPlan(List<RefEdit> edits, List<RefEdit> contested, Optional<String> newHead) {

    SyncPlan {
        edits = List.copyOf(edits);
        contested = List.copyOf(contested);
    }

    /**
     * Makes our side equal to theirs. A HEAD that they did not report (an empty repository, a default branch that was
     * deleted) leaves ours where it is.
     */
    static SyncPlan between(RefView ours, RefView theirs) {
        return between(ours, theirs, LastSeenRefs.NOTHING, true);
    }

    /**
     * As {@link #between(RefView, RefView)}, but what was changed here is kept.
     *
     * @param lastSeen what they last reported
     * @param takesPushes whether our changes went to them first, so that only refs known as local from the time before are
     *     kept; otherwise every ref that differs from what they last reported was changed here
     */
    static SyncPlan between(RefView ours, RefView theirs, LastSeenRefs lastSeen, boolean takesPushes) {
        List<RefEdit> edits = new ArrayList<>();
        List<RefEdit> contested = new ArrayList<>();
        Set<String> names = new TreeSet<>(ours.tips().keySet());
        names.addAll(theirs.tips().keySet());
        for (String name : names) {
            Optional<ObjectId> here = Optional.ofNullable(ours.tips().get(name));
            Optional<ObjectId> there = Optional.ofNullable(theirs.tips().get(name));
            if (here.equals(there)) {
                continue;
            }
            var edit = new RefEdit(name, Optional.of(here.orElse(ObjectId.zeroId())), there, true);
            boolean changedHere = takesPushes ? lastSeen.isLocal(name) : !here.equals(lastSeen.lastSeen(name));
            if (!changedHere) {
                edits.add(edit);
            } else if (here.isPresent() && there.isPresent() && !there.equals(lastSeen.lastSeen(name))) {
                contested.add(edit);
            }
        }
        return new SyncPlan(
                edits, contested, theirs.head().filter(head -> !ours.head().equals(Optional.of(head))));
    }

    /**
     * The part of a plan for one stage. Deletions belong to each: what is created may need the name of what is deleted.
     *
     * @param head full name of the default branch, if it is known
     */
    SyncPlan of(Stage stage, Optional<String> head) {
        return new SyncPlan(
                edits.stream()
                        .filter(edit -> edit.newId().isEmpty() || stage.holds(edit.ref(), head))
                        .toList(),
                contested.stream().filter(edit -> stage.holds(edit.ref(), head)).toList(),
                newHead.filter(name -> stage == Stage.EVERYTHING || !ObjectId.isId(name)));
    }

    /** The plan without some refs; {@code HEAD} stands for the default branch. */
    SyncPlan without(Set<String> refs) {
        return new SyncPlan(
                edits.stream().filter(edit -> !refs.contains(edit.ref())).toList(),
                contested.stream().filter(edit -> !refs.contains(edit.ref())).toList(),
                newHead.filter(head -> !refs.contains("HEAD")));
    }

    /** The beginning of a plan: all deletions, and this many other edits. HEAD moves with the last part. */
    SyncPlan first(int count) {
        if (contested.size()
                        + edits.stream()
                                .filter(edit -> edit.newId().isPresent())
                                .count()
                <= count) {
            return this;
        }
        List<RefEdit> some = new ArrayList<>();
        int taken = 0;
        for (RefEdit edit : edits) {
            if (edit.newId().isEmpty()) {
                some.add(edit);
            } else if (taken < count) {
                some.add(edit);
                taken++;
            }
        }
        return new SyncPlan(some, contested.subList(0, Math.min(contested.size(), count - taken)), Optional.empty());
    }

    /** Ids that must be complete here before the edits; some may be here already. */
    Set<ObjectId> targets() {
        Set<ObjectId> targets =
                moves().flatMap(edit -> edit.newId().stream()).collect(Collectors.toCollection(LinkedHashSet::new));
        newHead.filter(ObjectId::isId).map(ObjectId::fromString).ifPresent(targets::add);
        return targets;
    }

    /** Refs that need objects, in the order of the plan. */
    List<String> movingRefs() {
        return moves().map(RefEdit::ref).toList();
    }

    private Stream<RefEdit> moves() {
        return Stream.concat(edits.stream(), contested.stream())
                .filter(edit -> edit.newId().isPresent());
    }

    boolean isEmpty() {
        return edits.isEmpty() && contested.isEmpty() && newHead.isEmpty();
    }

    /**
     * What is to be stored after a pass over an upstream that accepts no pushes. A ref that was changed here keeps what
     * they reported before the change, so that it stays distinguishable until both sides are equal again.
     *
     * @param ours after the pass
     * @param before what they reported before the pass
     */
    static LastSeenRefs lastSeen(RefView ours, RefView theirs, LastSeenRefs before) {
        var lastSeen = new LastSeenRefs.Builder();
        Set<String> names = new HashSet<>(ours.tips().keySet());
        names.addAll(theirs.tips().keySet());
        names.addAll(before.names());
        for (String name : names) {
            Optional<ObjectId> here = Optional.ofNullable(ours.tips().get(name));
            Optional<ObjectId> there = Optional.ofNullable(theirs.tips().get(name));
            if (!here.equals(there)) {
                // what could not be mirrored is as they reported before, and is not a change of ours
                lastSeen.add(name, before.lastSeen(name), !here.equals(before.lastSeen(name)));
            } else if (there.isPresent()) {
                lastSeen.add(name, there, false);
            }
        }
        return lastSeen.build();
    }
}
