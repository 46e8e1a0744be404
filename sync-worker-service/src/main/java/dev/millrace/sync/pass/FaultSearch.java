package dev.millrace.sync.pass;

import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.RefResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Finds the refs that cannot be mirrored, so that the others can. Where the upstream cannot send what a part of the plan
 * needs, the next part is half as large, down to a single ref, which becomes a fault; parts grow again after each success.
 * Where what was sent is incomplete, or refs are refused here, the guilty ones are found directly.
 */
final class FaultSearch {

    /** Refs that may turn out to be broken individually; with more of them the whole upstream counts as broken. */
    private static final int MOST_FAULTS = 50;

    /** Refs that are left out, with the reason. */
    private final Map<String, String> faults = new TreeMap<>();

    /** Refs whose names are not UTF-8: they are left out, too. */
    private List<String> unreadable = List.of();

    private int batch = Integer.MAX_VALUE;
    private int incomplete;
    /** Whether the upstream sent more than this process accepts: then a retry alone does not help. */
    private boolean isOverLimit;

    void unreadable(List<String> names) {
        unreadable = List.copyOf(names);
    }

    /** The plan without the refs that are known to be broken. */
    SyncPlan leaveOut(SyncPlan plan) {
        return plan.without(faults.keySet());
    }

    /** What one step tries. */
    SyncPlan limit(SyncPlan plan) {
        return plan.first(batch);
    }

    /** A step ended well: the next one may be larger. */
    void confirm() {
        incomplete = 0;
        batch = batch > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE : batch * 2;
    }

    /** The upstream could not send all of a part: request half of it next; a single ref is left out. */
    Step narrow(SyncPlan part, ReadFailure failure) {
        isOverLimit |= failure instanceof ReadFailure.OverLimit;
        List<String> refs = part.movingRefs();
        if (refs.size() > 1) {
            batch = refs.size() / 2;
            return new Step.Again();
        }
        refs.forEach(ref -> faults.put(ref, failure.message()));
        return refs.isEmpty() || tooMany() ? unmirrored(failure.message()) : new Step.Again();
    }

    /**
     * What a part leads to is incomplete.
     *
     * @return whether this happens for the first time: perhaps the upstream was just changed; an error of its own recurs
     */
    boolean noteIncomplete() {
        incomplete++;
        return incomplete == 1;
    }

    /**
     * Finds the refs of an incomplete part that lead to what is missing.
     *
     * @param reason why the part is incomplete
     * @param defect what is missing or broken below an object
     * @return how the pass ends; empty to go on without the refs that were found
     */
    Optional<Step> examine(SyncPlan part, String reason, Function<ObjectId, Optional<String>> defect) {
        int before = faults.size();
        for (RefEdit edit :
                Stream.concat(part.edits().stream(), part.contested().stream()).toList()) {
            edit.newId().flatMap(defect).ifPresent(found -> faults.put(edit.ref(), found));
        }
        return faults.size() == before || tooMany() ? Optional.of(Step.failed(reason)) : Optional.empty();
    }

    /** Refs were refused here for reasons that would recur: they are left out, and do not delay the others. */
    Step refused(List<RefResult> guilty) {
        guilty.forEach(result -> faults.put(result.ref(), message(result)));
        return guilty.isEmpty() || tooMany()
                ? Step.failed("the refs cannot be moved: " + String.join("; ", messages()))
                : new Step.Again();
    }

    /** How the pass ends if every ref of the upstream is a fault. */
    Optional<Step> everythingIn(RefView theirs) {
        return !faults.isEmpty() && theirs.tips().size() <= faults.size()
                ? Optional.of(unmirrored("nothing can be mirrored: " + String.join("; ", messages())))
                : Optional.empty();
    }

    /** Each ref that is left out, with the reason. */
    List<String> messages() {
        return Stream.concat(
                        faults.entrySet().stream().map(fault -> fault.getKey() + ": " + fault.getValue()),
                        unreadable.stream().map(name -> name + ": its name is not UTF-8"))
                .toList();
    }

    static String message(RefResult result) {
        return "%s is refused: %s %s"
                .formatted(result.ref(), result.status(), result.message())
                .strip();
    }

    private boolean tooMany() {
        return faults.size() > MOST_FAULTS;
    }

    private Step unmirrored(String reason) {
        return isOverLimit ? Step.refused(reason) : Step.failed(reason);
    }
}
