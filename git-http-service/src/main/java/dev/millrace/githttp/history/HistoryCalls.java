package dev.millrace.githttp.history;

import dev.millrace.git.GitStorage;
import dev.millrace.githttp.api.ApiCalls;
import dev.millrace.githttp.api.ApiQuery;
import dev.millrace.githttp.api.OpenedRepository;
import dev.millrace.githttp.api.Revision;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;

/** The calls that read commits and compare them. */
@ApplicationScoped
class HistoryCalls {

    private final ApiCalls calls;
    private final GitStorage storage;

    HistoryCalls(ApiCalls calls, GitStorage storage) {
        this.calls = calls;
        this.storage = storage;
    }

    CommitBody.Page commits(Optional<String> repo, ApiQuery query) {
        return calls.compute(
                repo, ApiCalls.namespace(query.flag("ephemeral")), opened -> ListCommits.of(opened, query));
    }

    CommitBody.Single commit(Optional<String> repo, ApiQuery query) {
        String revision = query.required("ref", "sha");
        return calls.compute(repo, ApiCalls.namespace(query.flag("ephemeral")), opened -> {
            try (RevWalk walk = new RevWalk(opened.git())) {
                return new CommitBody.Single(
                        CommitBody.withSignature(walk.parseCommit(Revision.loadAny(opened, revision))));
            }
        });
    }

    /** Compares a commit with another, or with its first parent. */
    DiffBody.OfCommit diff(Optional<String> repo, ApiQuery query) {
        String revision = query.required("ref", "sha");
        Optional<String> base = query.text("base_ref", "baseSha", "base_sha");
        boolean isExact = query.flag("git_apply_compatible", "gitApplyCompatible");
        List<String> paths = paths(query);
        return calls.compute(repo, ApiCalls.namespace(query.flag("ref_is_ephemeral")), opened -> {
            try (RevWalk walk = new RevWalk(opened.git())) {
                RevCommit commit = walk.parseCommit(Revision.loadAny(opened, revision));
                Optional<RevCommit> before = Optional.empty();
                if (base.isPresent()) {
                    ObjectId other = other(opened, query.flag("base_is_ephemeral"), base.get());
                    before = Optional.of(walk.parseCommit(other));
                } else if (commit.getParentCount() > 0) {
                    before = Optional.of(walk.parseCommit(commit.getParent(0)));
                }
                CompareTrees.Compared compared = compare(opened, before, commit, paths, isExact);
                return new DiffBody.OfCommit(
                        commit.name(),
                        before.map(RevCommit::name).orElse(""),
                        compared.stats(),
                        compared.files(),
                        compared.filtered());
            }
        });
    }

    /** Compares a branch with the commit where it left its base. */
    DiffBody.OfBranch branchDiff(Optional<String> repo, ApiQuery query) {
        String branch = query.required("branch", "ref");
        Optional<String> base = query.text("base", "base_ref");
        boolean isBaseEphemeral = query.flag("ephemeral_base", "base_is_ephemeral");
        boolean isExact = query.flag("git_apply_compatible", "gitApplyCompatible");
        List<String> paths = paths(query);
        return calls.compute(repo, ApiCalls.namespace(query.flag("ephemeral", "ref_is_ephemeral")), opened -> {
            String other = base.isPresent()
                    ? base.get()
                    : Revision.defaultBranch(opened.git()).orElse(Constants.HEAD);
            try (RevWalk walk = new RevWalk(opened.git())) {
                RevCommit tip = walk.parseCommit(Revision.load(opened, Optional.of(branch)));
                RevCommit baseTip = walk.parseCommit(other(opened, isBaseEphemeral, other));
                Optional<RevCommit> mergeBase = mergeBase(walk, baseTip, tip);
                CompareTrees.Compared compared = compare(opened, mergeBase, tip, paths, isExact);
                return new DiffBody.OfBranch(
                        branch,
                        other,
                        mergeBase.map(RevCommit::name).orElse(""),
                        compared.stats(),
                        compared.files(),
                        compared.filtered());
            }
        });
    }

    private ObjectId other(OpenedRepository opened, boolean isEphemeral, String name) throws IOException {
        try (Repository there = storage.read(opened.stored(), ApiCalls.namespace(isEphemeral))) {
            return Revision.loadAny(new OpenedRepository(opened.stored(), there, opened.work()), name);
        }
    }

    private static Optional<RevCommit> mergeBase(RevWalk walk, RevCommit one, RevCommit other) throws IOException {
        walk.reset();
        walk.setRevFilter(RevFilter.MERGE_BASE);
        walk.markStart(one);
        walk.markStart(other);
        RevCommit found = walk.next();
        walk.reset();
        walk.setRevFilter(RevFilter.ALL);
        return found == null ? Optional.empty() : Optional.of(walk.parseCommit(found));
    }

    private static CompareTrees.Compared compare(
            OpenedRepository opened, Optional<RevCommit> before, RevCommit after, List<String> paths, boolean isExact)
            throws IOException {
        RevTree old = before.map(RevCommit::getTree).orElse(null);
        return CompareTrees.of(opened.git(), new CompareTrees.Request(old, after.getTree(), paths, isExact));
    }

    private static List<String> paths(ApiQuery query) {
        return query.all("path").stream()
                .map(path -> path.replaceAll("^/+|/+$", ""))
                .filter(path -> !path.isEmpty())
                .toList();
    }
}
