// The official SDK, unmodified, against our service: each call with each of its options, and refused for each reason that a caller can
// cause. With MILLRACE_UPSTREAMS, the same on mirrors.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { RefUpdateError } from "@pierre/storage";
import {
    EVE,
    ZEROS,
    commit,
    comparedWithUpstreams,
    filled,
    git,
    reason,
    status,
    store,
    withToken,
} from "../sdk/repositories.mjs";

const CLOSED = { refPolicies: [{ pattern: "*", ops: ["no-push"] }] };
const MISSING = "1".repeat(40);

after(comparedWithUpstreams);

/** A repository with an ephemeral branch `draft`, whose commit adds draft.txt. */
async function withDraft() {
    const it = await filled();
    const draft = await commit(it.repo, "draft", "draft.txt", "TODO draft\n", { baseBranch: "main", ephemeral: true });
    return { ...it, draft: draft.commitSha };
}

describe("file", () => {
    let it;
    before(async () => {
        it = await withDraft();
    });

    test("of another branch, tag or commit", async () => {
        const old = await it.repo.getFileStream({ path: "src/one.js", ref: it.first });
        assert.equal(await old.text(), "const a = 1;\nconst b = 2;\n");
        assert.equal(old.headers.get("content-length"), "26");
        assert.match(old.headers.get("content-type"), /application\/octet-stream/);
        const full = await it.repo.getFileStream({ path: "src/one.js", ref: "refs/heads/main" });
        assert.match(await full.text(), /TODO/);
        await assert.rejects(it.repo.getFileStream({ path: "src/one.js", ref: "nothing" }), status(404));
        await assert.rejects(it.repo.getFileStream({ path: "src" }), status(404));
    });

    test("of an ephemeral branch", async () => {
        const draft = await it.repo.getFileStream({ path: "draft.txt", ref: "draft", ephemeral: true });
        assert.equal(await draft.text(), "TODO draft\n");
        await assert.rejects(it.repo.getFileStream({ path: "draft.txt", ref: "draft" }), status(404));
        await assert.rejects(it.repo.getFileStream({ path: "x", ref: "main", ephemeral: true }), status(404));
        assert.equal((await it.repo.headFile({ path: "draft.txt", ref: "draft", ephemeral: true })).size, 11);
    });

    test("with each condition", async () => {
        const file = { path: "README.md" };
        const { etag, rawLastModified } = await it.repo.headFile(file);
        const answers = {};
        for (const [name, headers] of Object.entries({
            matches: { ifMatch: etag },
            matchesNot: { ifMatch: '"other"' },
            noneMatches: { ifNoneMatch: etag },
            noneMatchesNot: { ifNoneMatch: '"other"' },
            unmodified: { ifUnmodifiedSince: rawLastModified },
            modifiedSince: { ifUnmodifiedSince: "Mon, 01 Jan 2001 00:00:00 GMT" },
            notModified: { ifModifiedSince: rawLastModified },
            modified: { ifModifiedSince: "Mon, 01 Jan 2001 00:00:00 GMT" },
            rangeOfTheSame: { range: "bytes=0-0", ifRange: etag },
            rangeOfAnother: { range: "bytes=0-0", ifRange: '"other"' },
            end: { range: "bytes=-5" },
            malformed: { range: "lines=1-2" },
        })) {
            answers[name] = (await it.repo.getFileStream({ ...file, headers })).status;
        }
        assert.deepEqual(answers, {
            matches: 200,
            matchesNot: 412,
            noneMatches: 304,
            noneMatchesNot: 200,
            unmodified: 200,
            modifiedSince: 412,
            notModified: 304,
            modified: 200,
            rangeOfTheSame: 206,
            rangeOfAnother: 200,
            end: 206,
            malformed: 200,
        });
        assert.equal((await it.repo.headFile({ ...file, headers: { ifNoneMatch: etag } })).status, 304);
        await assert.rejects(it.repo.headFile({ path: "nothing" }), status(404));
    });
});

describe("lists", () => {
    let it;
    before(async () => {
        it = await withDraft();
    });

    test("of files, by folder, level and page", async () => {
        assert.deepEqual((await it.repo.listFiles({ ref: "draft", ephemeral: true })).paths.length, 3);
        assert.deepEqual((await it.repo.listFiles({ path: "src", recursive: false })).paths, ["src/one.js"]);
        assert.deepEqual((await it.repo.listFiles({ recursive: false })).paths, ["README.md"]);
        assert.equal((await it.repo.listFiles({ ref: it.first })).ref, it.first);
        await assert.rejects(it.repo.listFiles({ path: "nothing" }), status(404));
        await assert.rejects(it.repo.listFiles({ cursor: "not ours!" }), status(400));
    });

    test("of files with their last commits, by folder and page", async () => {
        const draft = await it.repo.listFilesWithMetadata({ ref: "draft", ephemeral: true });
        assert.equal(draft.files.find((file) => file.path === "draft.txt").lastCommitSha, it.draft);
        const folder = await it.repo.listFilesWithMetadata({ path: "src" });
        assert.deepEqual(folder.files.map((file) => [file.path, file.mode, file.type]), [["src/one.js", "100644", "blob"]]);
        const page = await it.repo.listFilesWithMetadata({ limit: 1 });
        assert.equal(page.hasMore, true);
        const next = await it.repo.listFilesWithMetadata({ limit: 1, cursor: page.nextCursor });
        assert.deepEqual(next.files.map((file) => file.path), ["src/one.js"]);
        assert.ok(next.commits[it.tip].date instanceof Date);
        await assert.rejects(it.repo.listFilesWithMetadata({ ref: "nothing" }), status(404));
    });

    test("of commits, on ephemeral branches and by path", async () => {
        const draft = await it.repo.listCommits({ branch: "draft", ephemeral: true });
        assert.deepEqual(draft.commits.map((each) => each.sha), [it.draft, it.tip, it.first]);
        assert.equal(draft.commits[0].authorEmail, EVE.email);
        assert.equal(draft.commits[0].committerName, EVE.name);
        assert.ok(draft.commits[0].date instanceof Date);
        const ofFolder = await it.repo.listCommits({ path: "src" });
        assert.deepEqual(ofFolder.commits.map((each) => each.sha), [it.tip, it.first]);
        assert.deepEqual((await it.repo.listCommits({ path: "nothing" })).commits, []);
        await assert.rejects(it.repo.listCommits({ branch: "draft" }), status(404));
        await assert.rejects(it.repo.listCommits({ cursor: "not ours!" }), status(400));
    });

    test("of branches, tags and refs of notes, page by page", async () => {
        const { repo, tip } = await filled();
        for (const name of ["a", "b", "c"]) {
            await repo.createBranch({ targetBranch: name, baseBranch: "main" });
            await repo.createTag({ name: `v-${name}`, target: tip });
            await repo.createNote({ sha: tip, note: name, ref: `refs/notes/${name}` });
        }
        const pages = [
            [(cursor) => repo.listBranches({ limit: 2, cursor }), "branches", "name", ["a", "b", "c", "main"]],
            [(cursor) => repo.listTags({ limit: 2, cursor }), "tags", "name", ["v-a", "v-b", "v-c"]],
            [(cursor) => repo.listNotesRefs({ limit: 2, cursor }), "refs", "ref", ["a", "b", "c"].map((n) => `refs/notes/${n}`)],
        ];
        for (const [list, items, name, expected] of pages) {
            const found = [];
            let page = await list();
            found.push(...page[items]);
            while (page.hasMore) {
                page = await list(page.nextCursor);
                found.push(...page[items]);
            }
            assert.deepEqual(found.map((each) => each[name]), expected);
            assert.ok(found.every((each) => each.cursor.length > 0));
            await assert.rejects(list("not ours!"), status(400));
        }
        const some = await repo.listNotesRefs({ prefix: "b" });
        assert.deepEqual([some.prefix, some.refs.map((each) => each.ref)], ["refs/notes/b", ["refs/notes/b"]]);
    });
});

describe("commits and comparisons", () => {
    let it;
    before(async () => {
        it = await withDraft();
        await commit(it.repo, "main", "binary.bin", "\0\0\0");
        await it.repo
            .createCommit({ targetBranch: "main", commitMessage: "rename", author: EVE })
            .addFileFromString("src/renamed.js", "const a = 1;\nconst b = 3; // TODO\n")
            .deletePath("src/one.js")
            .send();
    });

    test("of any revision", async () => {
        for (const sha of ["main~2", it.tip, it.tip.slice(0, 10), "refs/heads/main~2"]) {
            assert.equal((await it.repo.getCommit({ sha })).commit.sha, it.tip);
        }
        const { commit: found } = await it.repo.getCommit({ sha: it.tip });
        assert.equal(found.message, "second\n\nwith a body\n");
        assert.deepEqual(found.parentShas, [it.first]);
        assert.equal(found.payload, undefined);
        await assert.rejects(it.repo.getCommit({ sha: "main~99" }), status(404));
    });

    test("of a first commit, of some paths, and with renames", async () => {
        const root = await it.repo.getCommitDiff({ sha: it.first });
        assert.deepEqual(root.files.map((file) => [file.path, file.state]), [["README.md", "added"], ["src/one.js", "added"]]);
        const some = await it.repo.getCommitDiff({ sha: "main", baseSha: it.tip, paths: ["src", "nothing"] });
        assert.deepEqual(some.files.map((file) => [file.path, file.state, file.oldPath]), [["src/renamed.js", "renamed", "src/one.js"]]);
        const binary = await it.repo.getCommitDiff({ sha: "main~1" });
        assert.deepEqual([binary.files, binary.filteredFiles.map((file) => file.path)], [[], ["binary.bin"]]);
        await assert.rejects(it.repo.getCommitDiff({ sha: "nothing" }), status(404));
        await assert.rejects(it.repo.getCommitDiff({ sha: it.tip, baseSha: MISSING }), status(404));
    });

    test("of branches, also ephemeral ones and others than the default", async () => {
        const draft = await it.repo.getBranchDiff({ branch: "draft", ephemeral: true });
        assert.deepEqual(draft.files.map((file) => file.path), ["draft.txt"]);
        assert.equal(draft.mergeBaseSha, it.tip);
        assert.equal(draft.base, "main");
        const reverse = await it.repo.getBranchDiff({ branch: "main", base: "draft", ephemeralBase: true, paths: ["binary.bin"] });
        assert.deepEqual(reverse.filteredFiles.map((file) => file.path), ["binary.bin"]);
        await assert.rejects(it.repo.getBranchDiff({ branch: "main", base: "nothing" }), status(404));
        await assert.rejects(it.repo.getBranchDiff({ branch: "draft" }), status(404));
    });

    test("of lines, by ref and range", async () => {
        const renamed = await it.repo.getBlame({ path: "src/renamed.js" });
        assert.deepEqual(renamed.lines.map((line) => line.originalPath), ["src/one.js", "src/one.js"]);
        const old = await it.repo.getBlame({ path: "src/one.js", ref: it.first, ranges: ["1,1", "2,2"] });
        assert.deepEqual(old.lines.map((line) => [line.lineNumber, line.commitSha]), [[1, it.first], [2, it.first]]);
        assert.equal(old.lines[0].summary, "first");
        assert.ok(old.lines[0].authorTime instanceof Date);
        const draft = await it.repo.getBlame({ path: "draft.txt", ref: "draft", ephemeral: true, detectMoves: true });
        assert.equal(draft.lines[0].commitSha, it.draft);
        await assert.rejects(it.repo.getBlame({ path: "nothing" }), status(404));
        await assert.rejects(it.repo.getBlame({ path: "README.md", ref: "nothing" }), status(404));
        await assert.rejects(it.repo.getBlame({ path: "README.md", ranges: Array(17).fill("1,1") }), status(400));
    });
});

describe("searches and archives", () => {
    let it;
    before(async () => {
        it = await withDraft();
    });

    test("with each filter and limit", async () => {
        const paths = async (more) =>
            (await it.repo.grep({ query: { pattern: "TODO" }, ...more })).matches.map((match) => match.path);
        assert.deepEqual(await paths({}), ["README.md", "src/one.js"]);
        assert.deepEqual(await paths({ ref: it.first }), ["README.md"]);
        assert.deepEqual(await paths({ rev: it.first }), ["README.md"]);
        assert.deepEqual(await paths({ ref: "draft", ephemeral: true }), ["README.md", "draft.txt", "src/one.js"]);
        assert.deepEqual(await paths({ paths: ["src"] }), ["src/one.js"]);
        assert.deepEqual(await paths({ fileFilters: { includeGlobs: ["*.md"] } }), ["README.md"]);
        assert.deepEqual(await paths({ fileFilters: { excludeGlobs: ["*.md"] } }), ["src/one.js"]);
        assert.deepEqual(await paths({ query: { pattern: "todo" } }), []);
        const found = await it.repo.grep({ query: { pattern: "." }, limits: { maxMatchesPerFile: 1 } });
        assert.ok(found.matches.every((match) => match.lines.length === 1));
        assert.deepEqual([found.repo.commit, found.query.caseSensitive], [it.tip, true]);
        const page = await it.repo.grep({ query: { pattern: "TODO" }, pagination: { limit: 1 } });
        const next = await it.repo.grep({ query: { pattern: "TODO" }, pagination: { limit: 1, cursor: page.nextCursor } });
        assert.deepEqual(next.matches.map((match) => match.path), ["src/one.js"]);
        const after = await it.repo.grep({ query: { pattern: "const a" }, context: { after: 1 } });
        assert.deepEqual(after.matches[0].lines.map((line) => [line.lineNumber, line.type]), [[1, "match"], [2, "context"]]);
        await assert.rejects(it.repo.grep({ query: { pattern: "x" }, ref: "nothing" }), status(404));
    });

    test("with each option of an archive", async () => {
        const names = async (options) => {
            const answer = await it.repo.getArchiveStream(options);
            writeFileSync(join(it.folder, "variant.tgz"), Buffer.from(await answer.arrayBuffer()));
            return execFileSync("tar", ["tzf", "variant.tgz"], { cwd: it.folder, encoding: "utf8" }).trim().split("\n");
        };
        assert.deepEqual(await names(), ["README.md", "src/", "src/one.js"]);
        assert.deepEqual(await names({ ref: it.first, includeGlobs: ["src/**"] }), ["src/", "src/one.js"]);
        assert.deepEqual(await names({ maxBlobSize: 20 }), ["README.md"]);
        assert.deepEqual(await names({ archivePrefix: "a/b", excludeGlobs: ["src/**"] }), ["a/", "a/b/", "a/b/README.md"]);
        await assert.rejects(it.repo.getArchiveStream({ archivePrefix: "../x" }), status(400));
    });
});

describe("changes of refs", () => {
    test("are denied by policies, each in its own way", async () => {
        const { repo, tip } = await filled();
        await assert.rejects(repo.createBranch({ targetBranch: "x", baseRef: "main", ...CLOSED }), status(403));
        await assert.rejects(repo.createTag({ name: "v1", target: tip, ...CLOSED }), status(403));
        await repo.createBranch({ targetBranch: "side", baseRef: "main" });
        await assert.rejects(repo.deleteBranch({ name: "side", ...CLOSED }), status(403));
        await repo.createTag({ name: "v1", target: tip });
        await assert.rejects(repo.deleteTag({ name: "v1", ...CLOSED }), status(403));
        await assert.rejects(repo.createNote({ sha: tip, note: "x", ...CLOSED }), reason("forbidden"));
        await assert.rejects(repo.appendNote({ sha: tip, note: "x", ...CLOSED }), reason("forbidden"));
        await repo.createNote({ sha: tip, note: "x" });
        await assert.rejects(repo.deleteNote({ sha: tip, ...CLOSED }), reason("forbidden"));
        await commit(repo, "side", "x", "x");
        const both = { sourceBranch: "side", targetBranch: "main", strategy: "merge", author: EVE };
        await assert.rejects(repo.merge({ ...both, ...CLOSED }), status(403));
        await assert.rejects(
            repo.restoreCommit({ targetBranch: "side", targetCommitSha: tip, author: EVE, ...CLOSED }),
            reason("forbidden"),
        );
        const diff = { targetBranch: "main", commitMessage: "m", author: EVE, diff: "" };
        await assert.rejects(repo.createCommitFromDiff({ ...diff, ...CLOSED }), RefUpdateError);
        const open = { refPolicies: [{ pattern: "main", ops: ["no-push"] }] };
        assert.equal((await repo.createBranch({ targetBranch: "y", baseRef: "main", ...open })).targetBranch, "y");
    });

    test("of branches take full names, tags and commits, and refuse what is none", async () => {
        const { repo, tip, first } = await filled();
        await repo.createTag({ name: "old", target: first });
        assert.equal((await repo.createBranch({ targetBranch: "a", baseRef: "refs/heads/main" })).commitSha, tip);
        assert.equal((await repo.createBranch({ targetBranch: "b", baseRef: "old" })).commitSha, first);
        const draft = { targetBranch: "c", baseRef: "main", targetIsEphemeral: true };
        assert.equal((await repo.createBranch(draft)).targetIsEphemeral, true);
        await assert.rejects(repo.createBranch(draft), status(409));
        await assert.rejects(repo.createBranch({ targetBranch: "a..b", baseRef: "main" }), status(400));
        await assert.rejects(repo.createBranch({ targetBranch: "main", baseRef: "main" }), status(409));
        await assert.rejects(repo.createBranch({ targetBranch: "d", baseRef: MISSING }), status(404));
        await assert.rejects(repo.deleteBranch({ name: "nothing", ephemeral: true }), status(404));
        await assert.rejects(repo.createTag({ name: "a b", target: tip }), status(400));
        await assert.rejects(repo.createTag({ name: "v2", target: MISSING }), status(404));
    });

    test("of notes use refs, authors and guards", async () => {
        const { repo, tip, first } = await filled();
        const made = await repo.createNote({ sha: tip, note: "one", ref: "review", author: EVE });
        assert.equal(made.targetRef, "refs/notes/review");
        assert.equal((await repo.getNote({ sha: tip, ref: "review" })).refSha, made.newRefSha);
        const more = await repo.appendNote({ sha: tip, note: "two", ref: "review", expectedRefSha: made.newRefSha });
        await assert.rejects(
            repo.deleteNote({ sha: tip, ref: "review", expectedRefSha: made.newRefSha }),
            reason("precondition_failed"),
        );
        const gone = await repo.deleteNote({ sha: tip, ref: "review", expectedRefSha: more.newRefSha, author: EVE });
        assert.equal(gone.result.success, true);
        assert.equal((await repo.appendNote({ sha: first, note: "new" })).targetRef, "refs/notes/commits");
        await assert.rejects(repo.createNote({ sha: MISSING, note: "x" }), reason("not_found"));
        await assert.rejects(repo.getNote({ sha: tip, ref: "nothing" }), status(404));
    });
});

describe("commits", () => {
    test("take every kind of source and mode", async () => {
        const { repo, folder } = await filled();
        async function* parts() {
            yield "part one, ";
            yield new TextEncoder().encode("part two");
        }
        const made = await repo
            .createCommit({ targetBranch: "main", commitMessage: "kinds", author: EVE, committer: { name: "Bot", email: "bot@example.com" } })
            .addFile("bytes.bin", new Uint8Array([0, 1, 2]))
            .addFile("buffer.bin", new Uint8Array([3]).buffer)
            .addFile("parts.txt", parts())
            .addFile("stream.txt", new Blob(["streamed"]).stream())
            .addFileFromString("latin.txt", "\u00e9", { encoding: "latin1" })
            .addFile("link", "README.md", { mode: "120000" })
            .addFileFromString("/leading.txt", "x")
            .addFileFromString("twice.txt", "first")
            .addFileFromString("twice.txt", "second")
            .send();
        git(folder, "pull", "-q", await repo.getRemoteURL(), "main");
        assert.equal(git(folder, "rev-parse", "HEAD"), made.commitSha);
        assert.equal(git(folder, "rev-parse", "HEAD^{tree}"), made.treeSha);
        assert.equal(git(folder, "show", "HEAD:parts.txt"), "part one, part two");
        assert.equal(git(folder, "show", "HEAD:twice.txt"), "second");
        assert.equal(git(folder, "cat-file", "-s", "HEAD:latin.txt"), "1");
        assert.match(git(folder, "ls-tree", "HEAD", "link"), /^120000/);
        assert.equal(git(folder, "show", "-s", "--format=%an %cn", "HEAD"), "Eve Bot");
        assert.equal(git(folder, "ls-tree", "--name-only", "HEAD", "leading.txt"), "leading.txt");
    });

    test("are the first one again when they are repeated with their guard", async () => {
        const { repo, tip } = await filled();
        const first = await commit(repo, "main", "x", "x", { expectedHeadSha: tip });
        const again = await commit(repo, "main", "x", "x", { expectedHeadSha: tip });
        assert.equal(again.commitSha, first.commitSha);
        assert.equal((await repo.listCommits({ limit: 1 })).commits[0].sha, first.commitSha);
    });

    test("that are aborted or empty change nothing", async () => {
        const { repo, tip } = await filled();
        const abort = new AbortController();
        async function* never() {
            yield "begin";
            abort.abort();
            yield "end";
        }
        await assert.rejects(
            repo
                .createCommit({ targetBranch: "main", commitMessage: "m", author: EVE, signal: abort.signal })
                .addFile("x", never())
                .send(),
        );
        const none = repo.createCommit({ targetBranch: "main", commitMessage: "m", author: EVE });
        await assert.rejects(none.send(), reason("precondition_failed"));
        const gone = repo.createCommit({ targetBranch: "main", commitMessage: "m", author: EVE }).deletePath("nothing");
        await assert.rejects(gone.send(), RefUpdateError);
        for (const path of [".git/config", "a//b", "../x"]) {
            await assert.rejects(commit(repo, "main", path, "x"), reason("invalid"));
        }
        assert.equal((await repo.getCommit({ sha: "main" })).commit.sha, tip);
    });

    test("of patches start branches, add files, and are guarded", async () => {
        const { repo, tip } = await filled();
        const diff = "diff --git a/new.txt b/new.txt\nnew file mode 100755\n--- /dev/null\n+++ b/new.txt\n@@ -0,0 +1 @@\n+new\n";
        const options = { commitMessage: "patch", author: EVE, diff };
        const made = await repo.createCommitFromDiff({ ...options, targetBranch: "patched", baseBranch: "main" });
        assert.equal(made.refUpdate.oldSha, ZEROS);
        const { entries } = await repo.listFiles({ ref: "patched" });
        assert.equal(entries.find((entry) => entry.path === "new.txt").mode, "100755");
        const draft = { ...options, targetBranch: "draft", baseBranch: "main", ephemeral: true };
        assert.equal((await repo.createCommitFromDiff(draft)).targetBranch, "draft");
        const stale = { ...options, targetBranch: "main", expectedHeadSha: MISSING };
        await assert.rejects(repo.createCommitFromDiff(stale), reason("precondition_failed"));
        await assert.rejects(repo.createCommitFromDiff({ ...options, targetBranch: "nothing" }), reason("not_found"));
        await assert.rejects(
            repo.createCommitFromDiff({ ...options, targetBranch: "main", diff: "no patch\n" }),
            RefUpdateError,
        );
        assert.equal((await repo.getCommit({ sha: "main" })).commit.sha, tip);
    });

    test("of older files are guarded, too", async () => {
        const { repo, first, tip } = await filled();
        const options = { targetBranch: "main", targetCommitSha: first, author: EVE };
        await assert.rejects(repo.restoreCommit({ ...options, expectedHeadSha: MISSING }), reason("precondition_failed"));
        await assert.rejects(repo.restoreCommit({ ...options, targetBranch: "nothing" }), reason("not_found"));
        await assert.rejects(repo.restoreCommit({ ...options, targetCommitSha: tip }), reason("precondition_failed"));
        const made = await repo.restoreCommit({ ...options, expectedHeadSha: tip, commitMessage: "back", committer: EVE });
        const { commit: found } = await repo.getCommit({ sha: made.commitSha });
        assert.deepEqual([found.message.trim(), found.parentShas], ["back", [tip]]);
    });
});

describe("merges", () => {
    test("with each strategy, of each kind of branch", async () => {
        const { repo, tip, draft } = await withDraft();
        const promoted = { sourceBranch: "draft", sourceIsEphemeral: true, targetBranch: "main", strategy: "ff_prefer" };
        const forward = await repo.merge({ ...promoted, author: EVE, expectedTargetSha: tip });
        assert.deepEqual([forward.result, forward.target.newSha, forward.promotedCommits], ["fast_forward", draft, 1]);
        assert.deepEqual([forward.source.ephemeral, forward.target.ephemeral], [true, false]);

        await repo.createBranch({ targetBranch: "side", baseRef: "main" });
        await commit(repo, "side", "side.txt", "1");
        await commit(repo, "side", "side.txt", "2");
        const both = { sourceBranch: "side", targetBranch: "main", author: EVE };
        await assert.rejects(repo.merge({ ...both, strategy: "merge", expectedTargetSha: MISSING }), status(409));
        const only = await repo.merge({ ...both, strategy: "ff_only" });
        assert.equal(only.result, "fast_forward");
        await commit(repo, "side", "side.txt", "3");
        const squashed = await repo.merge({ ...both, strategy: "merge", squash: true, commitMessage: "as one" });
        assert.equal(squashed.result, "squash");
        const { commit: found } = await repo.getCommit({ sha: squashed.commitSha });
        assert.deepEqual([found.message.trim(), found.parentShas.length], ["as one", 1]);

        const back = { sourceBranch: "main", targetBranch: "again", targetIsEphemeral: true, strategy: "merge", author: EVE };
        await assert.rejects(repo.merge(back), status(404));
        await repo.createBranch({ targetBranch: "again", baseRef: tip, targetIsEphemeral: true });
        assert.equal((await repo.merge(back)).target.ephemeral, true);
        await assert.rejects(repo.merge({ ...both, sourceBranch: "nothing", strategy: "merge" }), status(404));
        await assert.rejects(repo.previewMerge({ sourceBranch: "nothing", targetBranch: "main" }), status(404));
        assert.equal((await repo.previewMerge({ sourceBranch: "main", targetBranch: "main" })).result, "no_op");
    });
});

describe("tokens", () => {
    test("work for all calls, or are refused", async () => {
        const { repo } = await filled();
        const url = new URL((await repo.getRemoteURL({ permissions: ["git:read"], ttl: 60 })).replace(/^https/, "http"));
        const reader = await withToken(url.password).repo({ id: repo.id });
        assert.deepEqual((await reader.listFiles()).paths, ["README.md", "src/one.js"]);
        await assert.rejects(reader.createBranch({ targetBranch: "x", baseRef: "main" }), status(403));
        await assert.rejects(commit(reader, "main", "x", "x"), RefUpdateError);
        await assert.rejects(withToken("nothing").repo({ id: repo.id }).listFiles(), status(401));
        await assert.rejects(withToken(url.password).repo({ id: "api/other" }).createTag({ name: "v", target: MISSING }), status(403));
        await assert.rejects(store.repo({ id: "api/nothing" }).listFiles(), status(404));
        await assert.rejects(store.repo({ id: "api/nothing" }).grep({ query: { pattern: "x" } }), status(404));
        await assert.rejects(commit(store.repo({ id: "api/nothing" }), "main", "x", "x"), reason("not_found"));
    });
});
