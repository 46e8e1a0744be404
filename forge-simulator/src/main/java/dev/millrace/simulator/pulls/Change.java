package dev.millrace.simulator.pulls;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.NodeId;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/** A change: a branch to merge into another one of the same repository. Modified only while the repository is locked. */
public final class Change {

    private final long id;
    private final int number;
    private final Account author;
    private final String title;
    private final String body;
    private final String headRef;
    private final String baseRef;
    private final boolean draft;
    private final Instant createdAt;
    private volatile ObjectId headSha;
    private volatile ObjectId baseSha;
    private volatile Instant updatedAt;
    private volatile @Nullable Instant closedAt;
    private volatile @Nullable Instant mergedAt;
    private volatile @Nullable Account mergedBy;
    private volatile @Nullable ObjectId mergeCommit;
    private volatile int comments;

    Change(
            long id,
            int number,
            Account author,
            Proposal proposal,
            ObjectId headSha,
            ObjectId baseSha,
            Instant createdAt) {
        this.id = id;
        this.number = number;
        this.author = author;
        this.title = proposal.title();
        this.body = proposal.body();
        this.headRef = proposal.headRef();
        this.baseRef = proposal.baseRef();
        this.draft = proposal.draft();
        this.headSha = headSha;
        this.baseSha = baseSha;
        this.createdAt = createdAt;
        this.updatedAt = createdAt;
    }

    /**
     * What the author proposes.
     *
     * @param headRef the branch with the new commits, without {@code refs/heads/}
     * @param baseRef the branch they should go to
     */
    public record Proposal(String title, String body, String headRef, String baseRef, boolean draft) {}

    public long id() {
        return id;
    }

    public int number() {
        return number;
    }

    public String nodeId() {
        return NodeId.of("PR", id);
    }

    public Account author() {
        return author;
    }

    public String title() {
        return title;
    }

    public String body() {
        return body;
    }

    public String headRef() {
        return headRef;
    }

    public String baseRef() {
        return baseRef;
    }

    public boolean isDraft() {
        return draft;
    }

    public ObjectId headSha() {
        return headSha;
    }

    /** The commit of the base branch when the change was last opened, pushed to or merged. */
    public ObjectId baseSha() {
        return baseSha;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }

    public boolean isOpen() {
        return closedAt == null;
    }

    public Optional<Instant> closedAt() {
        return Optional.ofNullable(closedAt);
    }

    public Optional<Instant> mergedAt() {
        return Optional.ofNullable(mergedAt);
    }

    public Optional<Account> mergedBy() {
        return Optional.ofNullable(mergedBy);
    }

    /** The commit it was merged with; while open, the trial merge if there is one. */
    public Optional<ObjectId> mergeCommit() {
        return Optional.ofNullable(mergeCommit);
    }

    public int comments() {
        return comments;
    }

    public void commented(Instant now) {
        comments = comments + 1;
        updatedAt = now;
    }

    void moved(ObjectId newHead, ObjectId newBase, Instant now) {
        headSha = newHead;
        baseSha = newBase;
        updatedAt = now;
    }

    void tried(@Nullable ObjectId trialMerge) {
        mergeCommit = trialMerge;
    }

    void close(Instant now) {
        closedAt = now;
        updatedAt = now;
    }

    void reopen(Instant now) {
        closedAt = null;
        updatedAt = now;
    }

    void merged(Account by, ObjectId commit, Instant now) {
        mergedBy = by;
        mergeCommit = commit;
        mergedAt = now;
        close(now);
    }
}
