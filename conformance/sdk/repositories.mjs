// Repositories for tests with the official SDK, unmodified: of our own, or mirrors of repositories at a forge.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { ApiError, GitStorage, RefUpdateError } from "@pierre/storage";

const ADDRESS = process.env.MILLRACE_STORAGE;
const WORK = process.env.MILLRACE_WORK;
/** Folder of the forge's repositories; without it, repositories follow nothing. */
const UPSTREAMS = process.env.MILLRACE_UPSTREAMS;

export const EVE = { name: "Eve", email: "eve@example.com" };
export const ZEROS = "0".repeat(40);

const options = {
    name: process.env.MILLRACE_TEAM,
    apiBaseUrl: ADDRESS,
    storageBaseUrl: new URL(ADDRESS).host,
};

export const store = new GitStorage({ ...options, key: process.env.MILLRACE_TEAM_KEY });

/** A client with one token for all calls. */
export function withToken(token) {
    return new GitStorage({ ...options, token });
}

const mirrors = [];
let numbers = 0;

/** Runs git. The SDK only returns https addresses; here it is http. */
export function git(folder, ...args) {
    return execFileSync("git", ["-c", "url.http://.insteadOf=https://", ...args], {
        cwd: folder,
        encoding: "utf8",
        stdio: ["pipe", "pipe", "pipe"],
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
    }).trim();
}

/** A repository of two commits on main that git pushed: its SDK object, its work folder, and both ids. */
export async function filled() {
    numbers += 1;
    const id = `api/repo-${process.pid}-${numbers}`;
    const folder = join(WORK, `api-${process.pid}-${numbers}`);
    mkdirSync(join(folder, "src"), { recursive: true });
    git(folder, "init", "-q", "-b", "main");
    writeFileSync(join(folder, "README.md"), "# TODO\n\ntext\n");
    writeFileSync(join(folder, "src/one.js"), "const a = 1;\nconst b = 2;\n");
    git(folder, "add", ".");
    git(folder, "commit", "-q", "-m", "first");
    const first = git(folder, "rev-parse", "HEAD");
    writeFileSync(join(folder, "src/one.js"), "const a = 1;\nconst b = 3; // TODO\n");
    git(folder, "commit", "-q", "-a", "-m", "second\n\nwith a body");
    const tip = git(folder, "rev-parse", "HEAD");
    if (UPSTREAMS) {
        return { repo: await followed(id, `repo-${process.pid}-${numbers}`, folder), folder, first, tip };
    }
    const repo = await store.createRepo({ id });
    git(folder, "push", "-q", await repo.getRemoteURL(), "main");
    return { repo, folder, first, tip };
}

/** A mirror of a repository at the forge that has what is in the folder. */
async function followed(id, name, folder) {
    const bare = join(UPSTREAMS, "sdk", `${name}.git`);
    mkdirSync(bare, { recursive: true });
    git(bare, "init", "-q", "--bare", "-b", "main");
    git(bare, "config", "http.receivepack", "true");
    git(folder, "push", "-q", bare, "main");
    const upstreamHost = process.env.MILLRACE_UPSTREAM_HOST;
    const repo = await store.createRepo({ id, baseRepo: { provider: "gitlab", owner: "sdk", name, upstreamHost } });
    await store.createGitCredential({ repoId: id, password: process.env.MILLRACE_UPSTREAM_PASSWORD });
    await repo.pullUpstream();
    for (const end = Date.now() + 30_000; ; await setTimeout(100)) {
        try {
            await repo.listFiles();
            break;
        } catch (error) {
            if (error.status !== 409 || Date.now() > end) {
                throw error;
            }
        }
    }
    mirrors.push({ repo, bare });
    return repo;
}

/** Expects of each mirror that its upstream has the same branches and tags, and neither notes nor ephemeral branches. */
export async function comparedWithUpstreams() {
    assert.equal(mirrors.length > 0, Boolean(UPSTREAMS));
    for (const { repo, bare } of mirrors) {
        const { branches } = await repo.listBranches({ limit: 100 });
        const { tags } = await repo.listTags({ limit: 100 });
        const here = [
            ...branches.map((branch) => `${branch.headSha} refs/heads/${branch.name}`),
            ...tags.map((tag) => `${tag.sha} refs/tags/${tag.name}`),
        ];
        const there = git(bare, "for-each-ref", "--format=%(objectname) %(refname)").split("\n");
        assert.deepEqual(there.toSorted(), here.toSorted(), repo.id);
        git(bare, "fsck", "--strict");
    }
}

/** A commit of one file. */
export async function commit(repo, targetBranch, path, content, more = {}) {
    return repo
        .createCommit({ targetBranch, commitMessage: `change ${path}`, author: EVE, ...more })
        .addFileFromString(path, content)
        .send();
}

/** Expects an error of the API with this status. */
export function status(expected) {
    return (error) => {
        assert.ok(error instanceof ApiError, String(error));
        assert.equal(error.status, expected);
        assert.ok(error.message.length > 0);
        return true;
    };
}

/** Expects that a ref was not moved, for this reason. */
export function reason(expected) {
    return (error) => {
        assert.ok(error instanceof RefUpdateError, String(error));
        assert.equal(error.reason, expected);
        assert.ok(error.message.length > 0);
        return true;
    };
}
