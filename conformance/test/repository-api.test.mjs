// The official SDK, unmodified, against our service: what a repository contains, and how it is changed without git. With
// MILLRACE_UPSTREAMS, the same on mirrors, whose upstreams are compared with them at the end.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { EVE, ZEROS, commit, comparedWithUpstreams, filled, git, reason, status, store } from "../sdk/repositories.mjs";

after(comparedWithUpstreams);

describe("reading", () => {
    let it;
    before(async () => {
        it = await filled();
    });

    test("files, whole, in part, and only if they changed", async () => {
        const whole = await it.repo.getFileStream({ path: "README.md" });
        assert.equal(await whole.text(), "# TODO\n\ntext\n");
        const tag = whole.headers.get("etag");
        const part = await it.repo.getFileStream({ path: "README.md", headers: { range: "bytes=2-5" } });
        assert.equal(part.status, 206);
        assert.equal(await part.text(), "TODO");
        assert.equal(part.headers.get("content-range"), "bytes 2-5/13");
        const none = await it.repo.getFileStream({ path: "README.md", headers: { range: "bytes=99-" } });
        assert.equal(none.status, 416);
        const same = await it.repo.getFileStream({ path: "README.md", headers: { ifNoneMatch: tag } });
        assert.equal(same.status, 304);
        const other = await it.repo.getFileStream({ path: "README.md", headers: { ifMatch: '"x"' } });
        assert.equal(other.status, 412);
        await assert.rejects(it.repo.getFileStream({ path: "nothing" }), status(404));
    });

    test("the metadata of a file", async () => {
        const file = await it.repo.headFile({ path: "src/one.js" });
        assert.equal(file.size, 34);
        assert.equal(file.blobSha, git(it.folder, "rev-parse", "HEAD:src/one.js"));
        assert.equal(file.lastCommitSha, it.tip);
        assert.equal(file.acceptRanges, "bytes");
        assert.ok(file.lastModified > new Date(0));
    });

    test("lists of files", async () => {
        const all = await it.repo.listFiles();
        assert.deepEqual(all.paths, ["README.md", "src/one.js"]);
        assert.equal(all.ref, "main");
        const top = await it.repo.listFiles({ recursive: false });
        assert.deepEqual(
            top.entries.map((entry) => [entry.path, entry.type, entry.mode]),
            [["README.md", "blob", "100644"], ["src", "tree", "040000"]],
        );
        const page = await it.repo.listFiles({ limit: 1 });
        assert.equal(page.hasMore, true);
        const next = await it.repo.listFiles({ limit: 1, cursor: page.nextCursor });
        assert.deepEqual(next.paths, ["src/one.js"]);
        assert.deepEqual((await it.repo.listFiles({ path: "src" })).paths, ["src/one.js"]);
        await assert.rejects(it.repo.listFiles({ ref: "nothing" }), status(404));
    });

    test("files with their last commits", async () => {
        const listed = await it.repo.listFilesWithMetadata();
        assert.deepEqual(
            listed.files.map((file) => [file.path, file.size, file.lastCommitSha]),
            [["README.md", 13, it.first], ["src/one.js", 34, it.tip]],
        );
        assert.equal(listed.commits[it.first].author, "Ann");
        assert.equal(listed.commits[it.tip].message, "second\n\nwith a body\n");
    });

    test("commits", async () => {
        const page = await it.repo.listCommits({ limit: 1 });
        assert.deepEqual(page.commits.map((each) => each.sha), [it.tip]);
        assert.deepEqual(page.commits[0].parentShas, [it.first]);
        const next = await it.repo.listCommits({ limit: 1, cursor: page.nextCursor });
        assert.deepEqual(next.commits[0].parentShas, []);
        assert.equal(next.hasMore, false);
        const some = await it.repo.listCommits({ path: "README.md" });
        assert.deepEqual(some.commits.map((each) => each.sha), [it.first]);
        await assert.rejects(it.repo.listCommits({ branch: "nothing" }), status(404));
        const { commit: one } = await it.repo.getCommit({ sha: "main~1" });
        assert.equal(one.sha, it.first);
        assert.equal(one.signature, undefined);
        await assert.rejects(it.repo.getCommit({ sha: ZEROS }), status(404));
    });

    test("differences", async () => {
        const diff = await it.repo.getCommitDiff({ sha: it.tip });
        assert.deepEqual(diff.stats, { files: 1, additions: 1, deletions: 1, changes: 2 });
        assert.equal(diff.files[0].path, "src/one.js");
        assert.match(diff.files[0].raw, /\+const b = 3;/);
        const back = await it.repo.getCommitDiff({ sha: it.first, baseSha: it.tip, gitApplyCompatible: true });
        writeFileSync(join(it.folder, "back.patch"), back.files.map((file) => file.raw).join(""));
        git(it.folder, "apply", "--check", "back.patch");
        await it.repo.createBranch({ targetBranch: "topic", baseRef: "main" });
        await commit(it.repo, "topic", "new.txt", "new\n");
        const branch = await it.repo.getBranchDiff({ branch: "topic" });
        assert.deepEqual(branch.files.map((file) => [file.path, file.state]), [["new.txt", "added"]]);
        assert.equal(branch.mergeBaseSha, it.tip);
        await assert.rejects(it.repo.getBranchDiff({ branch: "nothing" }), status(404));
    });

    test("the origin of lines", async () => {
        const blame = await it.repo.getBlame({ path: "src/one.js" });
        assert.deepEqual(blame.lines.map((line) => line.commitSha), [it.first, it.tip]);
        assert.equal(blame.lines[1].previousCommitSha, it.first);
        const range = await it.repo.getBlame({ path: "src/one.js", ranges: ["/b =/,+1"] });
        assert.deepEqual(range.lines.map((line) => line.lineNumber), [2]);
        await assert.rejects(it.repo.getBlame({ path: "src/one.js", ranges: ["9,12"] }), status(400));
    });

    test("searches", async () => {
        const found = await it.repo.grep({ query: { pattern: "todo", caseSensitive: false }, context: { before: 1 } });
        assert.deepEqual(found.matches.map((match) => match.path), ["README.md", "src/one.js"]);
        assert.deepEqual(found.matches[1].lines.map((line) => line.type), ["context", "match"]);
        const some = await it.repo.grep({ query: { pattern: "TODO" }, fileFilters: { extensionFilters: ["js"] } });
        assert.deepEqual(some.matches.map((match) => match.path), ["src/one.js"]);
        const page = await it.repo.grep({ query: { pattern: "TODO" }, pagination: { limit: 1 } });
        assert.equal(page.hasMore, true);
        await assert.rejects(it.repo.grep({ query: { pattern: "(" } }), status(400));
        await assert.rejects(it.repo.grep({ query: { pattern: "(a)\\1" } }), status(400));
    });

    test("archives", async () => {
        const answer = await it.repo.getArchiveStream({ archivePrefix: "top/", excludeGlobs: ["*.md"] });
        assert.match(answer.headers.get("content-type"), /application\/gzip/);
        writeFileSync(join(it.folder, "archive.tgz"), Buffer.from(await answer.arrayBuffer()));
        const names = execFileSync("tar", ["tzf", "archive.tgz"], { cwd: it.folder, encoding: "utf8" });
        assert.deepEqual(names.trim().split("\n"), ["top/", "top/src/", "top/src/one.js"]);
        await assert.rejects(it.repo.getArchiveStream({ ref: "nothing" }), status(404));
    });
});

describe("refs", () => {
    test("branches are created, listed, promoted and deleted", async () => {
        const { repo, tip, first } = await filled();
        assert.equal((await repo.createBranch({ targetBranch: "a", baseRef: first })).commitSha, first);
        await assert.rejects(repo.createBranch({ targetBranch: "a", baseRef: "main" }), status(409));
        await assert.rejects(repo.createBranch({ targetBranch: "b", baseRef: "nothing" }), status(404));
        await repo.createBranch({ targetBranch: "draft", baseRef: "main", targetIsEphemeral: true });
        const page = await repo.listBranches({ limit: 1 });
        assert.deepEqual(page.branches.map((branch) => [branch.name, branch.headSha]), [["a", first]]);
        assert.ok(Date.parse(page.branches[0].createdAt) > 0);
        const next = await repo.listBranches({ cursor: page.nextCursor });
        assert.deepEqual(next.branches.map((branch) => branch.name), ["main"]);
        const drafts = await repo.listBranches({ ephemeral: true });
        assert.deepEqual(drafts.branches.map((branch) => branch.name), ["draft"]);
        await repo.createBranch({ targetBranch: "draft", baseRef: "draft", baseIsEphemeral: true });
        assert.equal((await repo.deleteBranch({ name: "draft", ephemeral: true })).ephemeral, true);
        assert.equal((await repo.getCommit({ sha: "draft" })).commit.sha, tip);
        await repo.deleteBranch({ name: "draft" });
        await assert.rejects(repo.deleteBranch({ name: "draft" }), status(404));
        await assert.rejects(repo.deleteBranch({ name: "main" }), status(403));
    });

    test("tags are created, listed and deleted", async () => {
        const { repo, tip } = await filled();
        assert.equal((await repo.createTag({ name: "v1", target: tip })).sha, tip);
        await assert.rejects(repo.createTag({ name: "v1", target: tip }), status(409));
        assert.deepEqual((await repo.listTags()).tags.map((tag) => [tag.name, tag.sha]), [["v1", tip]]);
        assert.equal((await repo.deleteTag({ name: "v1" })).name, "v1");
        await assert.rejects(repo.deleteTag({ name: "v1" }), status(404));
        assert.deepEqual((await repo.listTags()).tags, []);
    });

    test("notes are written, read and deleted", async () => {
        const { repo, tip, folder } = await filled();
        const made = await repo.createNote({ sha: tip, note: "good", author: EVE });
        assert.equal(made.targetRef, "refs/notes/commits");
        assert.equal(made.result.success, true);
        await assert.rejects(repo.createNote({ sha: tip, note: "other" }), reason("conflict"));
        await repo.appendNote({ sha: tip, note: "more" });
        await assert.rejects(
            repo.appendNote({ sha: tip, note: "late", expectedRefSha: made.newRefSha }),
            reason("precondition_failed"),
        );
        const read = await repo.getNote({ sha: tip });
        assert.equal(read.note, "good\n\nmore");
        git(folder, "fetch", "-q", await repo.getRemoteURL(), "refs/notes/commits:refs/notes/commits");
        assert.equal(git(folder, "notes", "show", tip), "good\n\nmore");
        assert.deepEqual((await repo.listNotesRefs()).refs.map((each) => each.ref), ["refs/notes/commits"]);
        await repo.deleteNote({ sha: tip });
        await assert.rejects(repo.getNote({ sha: tip }), status(404));
        await assert.rejects(repo.deleteNote({ sha: tip }), reason("not_found"));
    });
});

describe("commits", () => {
    test("begin an empty repository", async () => {
        const repo = await store.createRepo({ id: `api/empty-${process.pid}` });
        await assert.rejects(repo.listFiles(), status(404));
        const made = await commit(repo, "main", "a.txt", "");
        assert.equal(made.refUpdate.oldSha, ZEROS);
        assert.deepEqual((await repo.listFiles()).paths, ["a.txt"]);
    });

    test("add, change and delete files, also large ones", async () => {
        const { repo, tip, folder } = await filled();
        const large = Buffer.alloc(9_000_000, "0123456789abcdef");
        const made = await repo
            .createCommit({ targetBranch: "main", commitMessage: "many", author: EVE, expectedHeadSha: tip })
            .addFile("large.bin", new Blob([large]))
            .addFileFromString("run.sh", "#!/bin/sh\n", { mode: "100755" })
            .deletePath("src")
            .send();
        assert.equal(made.blobCount, 2);
        assert.equal(made.refUpdate.oldSha, tip);
        git(folder, "pull", "-q", await repo.getRemoteURL(), "main");
        assert.equal(git(folder, "rev-parse", "HEAD"), made.commitSha);
        assert.equal(git(folder, "ls-tree", "-r", "--name-only", "HEAD"), "README.md\nlarge.bin\nrun.sh");
        assert.equal(git(folder, "cat-file", "-s", "HEAD:large.bin"), "9000000");
        git(folder, "fsck", "--strict");
    });

    test("are refused with a reason, and change nothing", async () => {
        const { repo, tip } = await filled();
        const stale = commit(repo, "main", "x", "x", { expectedHeadSha: "1".repeat(40) });
        await assert.rejects(stale, reason("precondition_failed"));
        await assert.rejects(commit(repo, "main", "a/../b", "x"), reason("invalid"));
        await assert.rejects(commit(repo, "nothing", "x", "x"), reason("not_found"));
        await assert.rejects(commit(repo, "new", "x", "x", { baseBranch: "nothing" }), reason("not_found"));
        await assert.rejects(commit(repo, "main", "README.md", "# TODO\n\ntext\n"), reason("precondition_failed"));
        const closed = commit(repo, "main", "x", "x", { refPolicies: [{ pattern: "main", ops: ["no-push"] }] });
        await assert.rejects(closed, reason("forbidden"));
        assert.equal((await repo.getCommit({ sha: "main" })).commit.sha, tip);
    });

    test("start branches, also ephemeral ones", async () => {
        const { repo, tip } = await filled();
        const draft = await commit(repo, "draft", "x", "1", { baseBranch: "main", ephemeral: true });
        assert.equal(draft.refUpdate.oldSha, ZEROS);
        const next = await commit(repo, "next", "y", "2", { baseBranch: "draft", ephemeralBase: true });
        const page = await repo.listCommits({ branch: "next" });
        assert.deepEqual(page.commits.slice(0, 3).map((each) => each.sha), [next.commitSha, draft.commitSha, tip]);
    });

    test("apply patches", async () => {
        const { repo, folder, first } = await filled();
        await repo.createBranch({ targetBranch: "old", baseRef: first });
        const options = { targetBranch: "old", commitMessage: "patched", author: EVE };
        const diff = `${git(folder, "diff", "HEAD~1", "HEAD")}\n`;
        const made = await repo.createCommitFromDiff({ ...options, diff });
        assert.equal(made.treeSha, git(folder, "rev-parse", "HEAD^{tree}"));
        await assert.rejects(repo.createCommitFromDiff({ ...options, diff }), reason("conflict"));
    });

    test("restore older ones", async () => {
        const { repo, folder, first, tip } = await filled();
        const options = { targetBranch: "main", author: EVE };
        const made = await repo.restoreCommit({ ...options, targetCommitSha: first });
        assert.equal(made.treeSha, git(folder, "rev-parse", `${first}^{tree}`));
        assert.equal(made.refUpdate.oldSha, tip);
        const again = repo.restoreCommit({ ...options, targetCommitSha: made.commitSha });
        await assert.rejects(again, reason("precondition_failed"));
        await assert.rejects(repo.restoreCommit({ ...options, targetCommitSha: "1".repeat(40) }), reason("not_found"));
    });

    test("merge branches, and show what a merge would do", async () => {
        const { repo } = await filled();
        await repo.createBranch({ targetBranch: "side", baseRef: "main" });
        const side = await commit(repo, "side", "side.txt", "side\n");
        const both = { sourceBranch: "side", targetBranch: "main" };
        assert.equal((await repo.previewMerge(both)).result, "fast_forward");
        await commit(repo, "main", "main.txt", "main\n");
        await assert.rejects(repo.merge({ ...both, strategy: "ff_only" }), status(409));
        const preview = await repo.previewMerge(both);
        assert.deepEqual([preview.status, preview.result], ["clean", "merge_commit"]);
        const merged = await repo.merge({ ...both, strategy: "merge", author: EVE });
        assert.equal(merged.result, "merge_commit");
        assert.equal(merged.source.sha, side.commitSha);
        assert.equal((await repo.merge({ ...both, strategy: "merge", author: EVE })).result, "no_op");

        await commit(repo, "side", "README.md", "ours\n");
        await commit(repo, "main", "README.md", "theirs\n");
        const conflicted = await repo.previewMerge({ ...both, includeContent: true });
        assert.deepEqual(conflicted.conflictPaths, ["README.md"]);
        assert.match(conflicted.conflicts[0].result.content, /<<<<<<</);
        await assert.rejects(repo.merge({ ...both, strategy: "merge", author: EVE }), (error) => {
            assert.equal(error.status, 409);
            assert.deepEqual(error.body.conflict_paths, ["README.md"]);
            return true;
        });
    });
});
