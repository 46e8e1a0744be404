// The official SDK with the addresses that it makes itself, which are https: through nginx as deploy/tls/nginx.conf configures it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { GitStorage } from "@pierre/storage";

const ADDRESS = process.env.MILLRACE_STORAGE;
const EVE = { name: "Eve", email: "eve@example.com" };

const store = new GitStorage({
    name: process.env.MILLRACE_TEAM,
    key: process.env.MILLRACE_TEAM_KEY,
    apiBaseUrl: ADDRESS,
    storageBaseUrl: new URL(ADDRESS).host,
});

function git(folder, ...args) {
    return execFileSync("git", ["-c", "user.name=Ann", "-c", "user.email=ann@example.com", ...args], {
        cwd: folder,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", GIT_TERMINAL_PROMPT: "0" },
    }).trim();
}

test("remotes and calls work behind a server that terminates TLS", async () => {
    const repo = await store.createRepo({ id: "tls/behind-nginx" });
    const remote = await repo.getRemoteURL();
    assert.ok(remote.startsWith("https://"));
    const folder = join(process.env.MILLRACE_WORK, "tls");
    mkdirSync(folder, { recursive: true });
    git(folder, "init", "-q", "-b", "main");
    // more than the buffers of nginx
    writeFileSync(join(folder, "large.bin"), Buffer.alloc(3_000_000, "0123456789abcdef"));
    git(folder, "add", ".");
    git(folder, "commit", "-q", "-m", "first");
    git(folder, "push", "-q", remote, "main");
    git(folder, "clone", "-q", remote, "clone");
    assert.equal(git(join(folder, "clone"), "rev-parse", "HEAD"), git(folder, "rev-parse", "HEAD"));

    const made = await repo
        .createCommit({ targetBranch: "main", commitMessage: "streamed", author: EVE })
        .addFile("more.bin", new Blob([Buffer.alloc(9_000_000, "fedcba9876543210")]))
        .send();
    const part = await repo.getFileStream({ path: "more.bin", headers: { range: "bytes=0-3" } });
    assert.deepEqual([part.status, await part.text()], [206, "fedc"]);
    const whole = await repo.getFileStream({ path: "more.bin" });
    assert.equal(whole.headers.get("content-length"), "9000000");
    await whole.arrayBuffer();
    assert.equal((await repo.listCommits({ limit: 1 })).commits[0].sha, made.commitSha);

    // a name as one segment of the path is passed on as it is
    const { password } = new URL(remote);
    const newer = await fetch(`${ADDRESS}/api/repos/tls%2Fbehind-nginx/branches`, { headers: { authorization: `Bearer ${password}` } });
    assert.equal((await newer.json()).branches[0].name, "main");
});
