// The official SDK, unmodified, against our service: the life of repositories, credentials, syncs and its remote addresses.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { ApiError, GitStorage } from "@pierre/storage";

const ADDRESS = process.env.MILLRACE_STORAGE;
const HOST = new URL(ADDRESS).host;
const TEAM = process.env.MILLRACE_TEAM;
const WORK = process.env.MILLRACE_WORK;

const store = new GitStorage({
    name: TEAM,
    key: process.env.MILLRACE_TEAM_KEY,
    apiBaseUrl: ADDRESS,
    storageBaseUrl: HOST,
});

let numbers = 0;

/** A name that no other test uses. */
function unique(prefix) {
    numbers += 1;
    return `sdk/${prefix}-${process.pid}-${numbers}`;
}

/** Runs git. The SDK only returns https addresses; here it is http. */
function git(folder, ...args) {
    return execFileSync("git", ["-c", `url.http://.insteadOf=https://`, ...args], {
        cwd: folder,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        env: {
            ...process.env,
            GIT_CONFIG_NOSYSTEM: "1",
            GIT_CONFIG_GLOBAL: "/dev/null",
            GIT_TERMINAL_PROMPT: "0",
            GIT_AUTHOR_NAME: "Ann",
            GIT_AUTHOR_EMAIL: "ann@example.com",
            GIT_COMMITTER_NAME: "Ann",
            GIT_COMMITTER_EMAIL: "ann@example.com",
        },
    });
}

/** A folder with a repository of two commits on main. */
function work(name) {
    const folder = join(WORK, name);
    mkdirSync(folder, { recursive: true });
    git(folder, "init", "-q", "-b", "main");
    for (const content of ["one", "two"]) {
        writeFileSync(join(folder, "a.txt"), content);
        git(folder, "add", "a.txt");
        git(folder, "commit", "-q", "-m", content);
    }
    return folder;
}

/** The entry of a repository in the list. */
async function listed(id) {
    const page = await store.listRepos({ q: id.toUpperCase() });
    return page.repos.find((repo) => repo.url === id);
}

describe("repositories", () => {
    test("are made plain, found, and made once", async () => {
        const id = unique("plain");
        const made = await store.createRepo({ id, defaultBranch: "trunk" });
        assert.equal(made.id, id);

        const found = await store.findOne({ id });
        assert.equal(found.id, id);
        assert.equal(found.defaultBranch, "trunk");
        assert.ok(Date.parse(found.createdAt) > 0);
        assert.equal(await store.findOne({ id: unique("missing") }), null);
        await assert.rejects(store.createRepo({ id }), /Repository already exists/);
    });

    test("get an id of their own when none is given", async () => {
        const made = await store.createRepo();
        assert.match(made.id, /^[0-9a-f-]{36}$/);
        assert.equal((await store.findOne({ id: made.id })).defaultBranch, "main");
    });

    test("are listed newest first, page by page, and by a part of the name", async () => {
        const part = unique("list");
        const ids = [`${part}-a`, `${part}-B`, `${part}-c`];
        for (const id of ids) {
            await store.createRepo({ id });
        }
        const names = [];
        let cursor;
        do {
            const page = await store.listRepos({ limit: 2, cursor, q: part });
            names.push(...page.repos.map((repo) => repo.url));
            cursor = page.hasMore ? page.nextCursor : undefined;
        } while (cursor);
        assert.deepEqual(names, ids.toReversed());
    });

    test("are deleted once, and their names stay taken", async () => {
        const id = unique("deleted");
        await store.createRepo({ id });
        const result = await store.deleteRepo({ id });
        assert.ok(result.repoId);
        assert.ok(result.message);
        assert.equal(await store.findOne({ id }), null);
        await assert.rejects(store.deleteRepo({ id }), /Repository already deleted/);
        await assert.rejects(store.deleteRepo({ id: unique("never") }), /Repository not found/);
        await assert.rejects(store.createRepo({ id }), /Repository already exists/);
    });

    test("follow a public repository and say so while the first sync runs", async () => {
        const id = unique("public");
        const repo = await store.createRepo({ id, baseRepo: { owner: "o", name: "n", auth: { authType: "public" } } });
        assert.deepEqual((await listed(id)).baseRepo, { provider: "github", owner: "o", name: "n" });
        await assert.rejects(store.findOne({ id }), (error) => {
            assert.ok(error instanceof ApiError);
            assert.equal(error.status, 409);
            assert.match(error.message, /^repository sync in progress\. please retry short/);
            return true;
        });
        await repo.pullUpstream();
    });

    test("follow a repository through the App where the team reaches it", async () => {
        const id = unique("app");
        const baseRepo = { provider: "github", owner: process.env.MILLRACE_LINKED_ACCOUNT, name: "n" };
        // the account was linked only a moment ago, and the link is sent over Kafka
        for (const end = Date.now() + 30_000; ; await setTimeout(200)) {
            try {
                await store.createRepo({ id, baseRepo });
                break;
            } catch (error) {
                if (error.status !== 412 || Date.now() > end) {
                    throw error;
                }
            }
        }
        assert.equal((await listed(id)).baseRepo.owner, process.env.MILLRACE_LINKED_ACCOUNT);
        await assert.rejects(
            store.createRepo({ id: unique("app"), baseRepo: { provider: "github", owner: "stranger", name: "n" } }),
            (error) => error instanceof ApiError && error.status === 412,
        );
    });

    const forges = {
        gitlab: { owner: "group/sub" },
        bitbucket: { owner: "team" },
        gitea: { owner: "o", upstreamHost: "git.example.com" },
        forgejo: { owner: "o", upstreamHost: "git.example.com:8443" },
        codeberg: { owner: "o" },
        "sr.ht": { owner: "~ann" },
    };
    for (const [provider, place] of Object.entries(forges)) {
        test(`follow ${provider} with credentials`, async () => {
            const id = unique("generic");
            const repo = await store.createRepo({ id, baseRepo: { provider, name: "n", ...place } });
            const credential = await store.createGitCredential({ repoId: id, username: "git", password: "secret" });
            assert.match(credential.id, /^ggc_/);
            await assert.rejects(
                store.createGitCredential({ repoId: id, password: "other" }),
                /A credential already exists for this repository/,
            );
            const rotated = await store.updateGitCredential({ id: credential.id, password: "next" });
            assert.equal(rotated.id, credential.id);
            assert.ok(Date.parse(rotated.createdAt) > 0);
            await repo.pullUpstream({ ref: "main" });
            await store.deleteGitCredential({ id: credential.id });
            await assert.rejects(store.deleteGitCredential({ id: credential.id }), /Credential not found/);
            await assert.rejects(
                store.updateGitCredential({ id: credential.id, password: "x" }),
                /Credential not found/,
            );
            assert.deepEqual((await listed(id)).baseRepo, { provider, owner: place.owner, name: "n" });
        });
    }

    test("of software that everybody runs need a host", async () => {
        await assert.rejects(
            store.createRepo({ id: unique("gitea"), baseRepo: { provider: "gitea", owner: "o", name: "n" } }),
            (error) => error.status === 400 && /upstream_host/.test(error.message),
        );
    });

    test("without an upstream cannot pull", async () => {
        const repo = await store.createRepo({ id: unique("own") });
        await assert.rejects(repo.pullUpstream(), (error) => error instanceof ApiError && error.status === 400);
    });
});

describe("remote addresses", () => {
    test("take pushes, keep ephemeral branches apart, and forks of the result stand alone", async () => {
        const id = unique("remote");
        const repo = await store.createRepo({ id });
        const folder = work("remote");
        git(folder, "push", "-q", await repo.getRemoteURL(), "main");
        git(folder, "push", "-q", await repo.getEphemeralRemoteURL(), "main:refs/heads/draft");
        const tip = git(folder, "rev-parse", "main").trim();
        const first = git(folder, "rev-parse", "main~1").trim();

        const plain = git(folder, "ls-remote", "--heads", await repo.getRemoteURL());
        assert.equal(plain.trim(), `${tip}\trefs/heads/main`);
        const ephemeral = git(folder, "ls-remote", "--heads", await repo.getEphemeralRemoteURL());
        assert.equal(ephemeral.trim(), `${tip}\trefs/heads/draft`);

        const forkId = unique("fork");
        const fork = await store.createRepo({ id: forkId, baseRepo: { id } });
        const early = await store.createRepo({ id: unique("fork"), baseRepo: { id, sha: first } });
        const byRef = await store.createRepo({ id: unique("fork"), baseRepo: { id, ref: "main" }, defaultBranch: "dev" });
        await store.deleteRepo({ id });

        git(folder, "clone", "-q", await fork.getRemoteURL(), "fork");
        assert.equal(git(join(folder, "fork"), "rev-parse", "HEAD").trim(), tip);
        git(join(folder, "fork"), "fsck", "--strict");
        assert.match(git(folder, "ls-remote", await early.getRemoteURL()), new RegExp(`${first}\\trefs/heads/main`));
        assert.match(git(folder, "ls-remote", await byRef.getRemoteURL()), new RegExp(`${tip}\\trefs/heads/dev`));
        assert.equal((await store.findOne({ id: forkId })).defaultBranch, "main");
    });

    test("for imports take pushes and nothing else", async () => {
        const repo = await store.createRepo({ id: unique("import") });
        const folder = work("import");
        const address = await repo.getImportRemoteURL();
        git(folder, "push", "-q", address, "main");
        assert.throws(() => git(folder, "ls-remote", address), /import\.git takes pushes only/);
        assert.match(git(folder, "ls-remote", await repo.getRemoteURL()), /refs\/heads\/main/);
    });
});
