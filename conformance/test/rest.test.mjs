// Every response of the simulator's REST API has the shape that GitHub describes for that path and status.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { before, describe, test } from "node:test";
import { RestDescription } from "../github/descriptions.mjs";
import { Receiver } from "../github/receiver.mjs";
import { ADDRESS, api, appJwt, control, exactly, unique } from "../github/simulator.mjs";

const description = new RestDescription();
const org = unique("org");

let app;
let jwt;
let installation;
let token;
let headSha;

/** Replaces the placeholders in the path of a description. */
function fill(path, values) {
    return path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name]));
}

/** Makes a call, and checks status, shape and headers of the response. */
async function described(method, path, values, { status = 200, query = "", ...call } = {}) {
    const response = await api(method, fill(path, values) + query, call);
    const text = await response.text();
    const body = text ? JSON.parse(text) : undefined;
    assert.equal(response.status, status, `${method} ${path}: ${text.slice(0, 500)}`);
    assert.deepEqual(description.violations(method, path, status, body), [], `${method} ${path} ${status}`);
    assert.match(response.headers.get("x-github-request-id"), /^[0-9A-F]+$/);
    if (status < 400) {
        assert.ok(Number(response.headers.get("x-ratelimit-limit")) > 0);
        assert.ok(Number(response.headers.get("x-ratelimit-remaining")) >= 0);
        assert.ok(Number(response.headers.get("x-ratelimit-reset")) > Date.now() / 1000);
    } else {
        assert.ok(body.message);
        assert.ok(body.documentation_url);
    }
    return { body, response, exact: exactly(text) };
}

const repo = { owner: org, repo: "web" };
const asApp = () => ({ authorization: `Bearer ${jwt}` });
const asInstallation = () => ({ authorization: `token ${token}` });

before(async () => {
    app = await control("GET", "/app");
    jwt = appJwt(app);
    await control("DELETE", "/faults");
    await control("POST", "/organizations", { login: org });
    await control("POST", "/repositories", { owner: org, name: "web", private: true });
    await control("POST", "/repositories", { owner: org, name: "docs" });
    const path = `/repositories/${org}/web`;
    await control("POST", `${path}/pushes`, { files: { "a.txt": "a\n", "b.txt": "b\nb\nb\nb\n", gone: "g\n" } });
    await control("POST", `${path}/branches`, { name: "feature" });
    await control("POST", `${path}/pushes`, {
        branch: "feature",
        files: { "a.txt": "A\n", "b.txt": null, "c d.txt": "b\nb\nb\nb\n", gone: null, new: "n\n" },
        message: "Change a few",
    });
    headSha = (await control("POST", `${path}/pulls`, { title: "Few", head: "feature" })).headSha;
    for (let i = 2; i <= 4; i++) {
        await control("POST", `${path}/pushes`, { branch: `f${i}`, files: { [`f${i}`]: "x\n" } });
        await control("POST", `${path}/pulls`, { title: `Number ${i}`, head: `f${i}`, body: "Text" });
    }
    await control("POST", `${path}/pulls/4/merge`, { method: "squash", user: "ann" });
    await control("PUT", `${path}/collaborators/mia`, { role: "maintain" });
    installation = await control("POST", "/installations", { account: org });
    token = (await (await api("POST", `/app/installations/${installation.id}/access_tokens`, asApp())).json()).token;
});

describe("the App", () => {
    test("GET /app", async () => {
        const { body } = await described("GET", "/app", {}, asApp());
        assert.equal(body.id, app.id);
    });

    test("GET /app/installations and one of them", async () => {
        const { body } = await described("GET", "/app/installations", {}, asApp());
        assert.ok(body.some((i) => i.id === installation.id));
        await described("GET", "/app/installations/{installation_id}", { installation_id: installation.id }, asApp());
        await described("GET", "/app/installations/{installation_id}", { installation_id: 1 }, { ...asApp(), status: 404 });
    });

    test("POST access_tokens, whole, narrowed, and refused", async () => {
        const path = "/app/installations/{installation_id}/access_tokens";
        const id = { installation_id: installation.id };
        const { body: whole } = await described("POST", path, id, { ...asApp(), status: 201 });
        assert.match(whole.token, new RegExp(`^ghs_${app.id}_`));
        assert.ok(whole.token.length > 40);
        const { body: narrow } = await described("POST", path, id, {
            ...asApp(),
            status: 201,
            body: { repositories: ["docs"], permissions: { contents: "read" } },
        });
        assert.deepEqual(narrow.repositories.map((r) => r.name), ["docs"]);
        assert.deepEqual(narrow.permissions, { contents: "read", metadata: "read" });
        await described("POST", path, id, { ...asApp(), status: 422, body: { repositories: ["nothing"] } });
        await described("POST", path, { installation_id: 1 }, { ...asApp(), status: 404 });
        await described("POST", path, id, { status: 401 });
    });

    test("a JWT that is late, early, too long, or not signed by the App", async () => {
        const path = "/app/installations/{installation_id}/access_tokens";
        const id = { installation_id: installation.id };
        const now = Math.floor(Date.now() / 1000);
        const bad = [
            appJwt(app, { exp: now - 1 }),
            appJwt(app, { iat: now + 120 }),
            appJwt(app, { exp: now + 3600 }),
            jwt.slice(0, -4) + "AAAA",
            `${Buffer.from('{"alg":"none"}').toString("base64url")}.${jwt.split(".")[1]}.`,
        ];
        for (const authorization of bad.map((b) => `Bearer ${b}`)) {
            await described("POST", path, id, { authorization, status: 401 });
        }
        await described("POST", path, id, { authorization: `Bearer ${appJwt(app, { iss: "1" })}`, status: 404 });
        await described("POST", path, id, { authorization: `Bearer ${appJwt(app, { iss: app.clientId })}`, status: 201 });
    });

    test("hook configuration and deliveries", async () => {
        const receiver = await Receiver.start();
        try {
            await control("PATCH", "/app", { hookUrl: receiver.url });
            await receiver.await("ping", (d) => d.headers["x-github-event"] === "ping");
            const { body: config } = await described("GET", "/app/hook/config", {}, asApp());
            assert.equal(config.secret, "********");
            await described("PATCH", "/app/hook/config", {}, { ...asApp(), body: { secret: "rotated" } });
            for (let i = 0; i < 4; i++) {
                await control("POST", "/ping");
            }
            await receiver.await("five pings", () => receiver.deliveries.length >= 5);
            // a delivery is listed once it was acknowledged, a moment after the receiver has it
            let all = [];
            for (let attempt = 0; attempt < 50 && !receiver.deliveries.every((d) => isListed(d, all)); attempt++) {
                await new Promise((resume) => setTimeout(resume, 100));
                all = (await described("GET", "/app/hook/deliveries", {}, { ...asApp(), query: "?per_page=100" })).exact;
            }
            assert.ok(all.every((d) => BigInt(d.id) > Number.MAX_SAFE_INTEGER), "ids that JavaScript's numbers do not hold");
            const { exact: two, response } = await described("GET", "/app/hook/deliveries", {}, { ...asApp(), query: "?per_page=2" });
            assert.deepEqual(two.map((d) => d.id), all.slice(0, 2).map((d) => d.id));
            const next = /<([^>]+)>; rel="next"/.exec(response.headers.get("link"))[1];
            const third = exactly(await (await api("GET", next, asApp())).text());
            assert.equal(third[0].id, all[2].id);
            await described("GET", "/app/hook/deliveries/{delivery_id}", { delivery_id: all[0].id }, asApp());
            await described("GET", "/app/hook/deliveries", {}, { ...asApp(), query: "?status=success" });
            await described("GET", "/app/hook/deliveries", {}, { ...asApp(), query: "?status=odd", status: 422 });
            const again = () => receiver.deliveries.filter((d) => d.headers["x-github-delivery"] === all[0].guid);
            await described("POST", "/app/hook/deliveries/{delivery_id}/attempts", { delivery_id: all[0].id }, { ...asApp(), status: 202 });
            await receiver.await("the delivery again", () => again().length === 2);
        } finally {
            await receiver.stop();
        }
    });
});

function isListed(delivery, listed) {
    return listed.some((known) => known.guid === delivery.headers["x-github-delivery"]);
}

describe("repositories", () => {
    test("GET /installation/repositories, paged", async () => {
        const { body, response } = await described("GET", "/installation/repositories", {}, { ...asInstallation(), query: "?per_page=1" });
        assert.equal(body.total_count, 2);
        assert.equal(body.repositories.length, 1);
        assert.match(response.headers.get("link"), /rel="next".*rel="last"/);
        await described("GET", "/installation/repositories", {}, { status: 403 });
    });

    test("GET a repository by name and by id, and who has the App on it", async () => {
        const { body } = await described("GET", "/repos/{owner}/{repo}", repo, asInstallation());
        const byId = await (await api("GET", `/repositories/${body.id}`, asInstallation())).json();
        assert.deepEqual(byId, body);
        await described("GET", "/repos/{owner}/{repo}", repo, { status: 404 });
        await described("GET", "/repos/{owner}/{repo}", { ...repo, repo: "docs" });
        const { body: found } = await described("GET", "/repos/{owner}/{repo}/installation", repo, asApp());
        assert.equal(found.id, installation.id);
    });

    test("a renamed repository answers 301 with the place where it is", async () => {
        await control("POST", "/repositories", { owner: org, name: "old" });
        await control("PATCH", `/repositories/${org}/old`, { name: "new" });
        const { response } = await described("GET", "/repos/{owner}/{repo}", { ...repo, repo: "old" }, { ...asInstallation(), status: 301 });
        const moved = await (await api("GET", response.headers.get("location"), asInstallation())).json();
        assert.equal(moved.full_name, `${org}/new`);
    });

    test("permission of a collaborator, folded and real", async () => {
        const path = "/repos/{owner}/{repo}/collaborators/{username}/permission";
        const { body } = await described("GET", path, { ...repo, username: "mia" }, asInstallation());
        assert.equal(body.permission, "write");
        assert.equal(body.role_name, "maintain");
        await described("GET", path, { ...repo, username: "no-such-user" }, { ...asInstallation(), status: 404 });
    });

    test("an answer that did not change is 304, and free", async () => {
        const first = await api("GET", `/repos/${org}/web`, asInstallation());
        const again = await api("GET", `/repos/${org}/web`, {
            ...asInstallation(),
            headers: { "if-none-match": first.headers.get("etag") },
        });
        assert.equal(again.status, 304);
        assert.equal(again.headers.get("x-ratelimit-remaining"), first.headers.get("x-ratelimit-remaining"));
    });
});

describe("changes", () => {
    const pull = { ...repo, pull_number: 1 };

    test("list, one, files, commits", async () => {
        const list = (query) => described("GET", "/repos/{owner}/{repo}/pulls", repo, { ...asInstallation(), query });
        assert.deepEqual((await list("")).body.map((p) => p.number), [3, 2, 1]);
        assert.deepEqual((await list("?state=closed")).body.map((p) => p.number), [4]);
        assert.deepEqual((await list(`?state=all&head=${org}:f2`)).body.map((p) => p.number), [2]);
        const page = await list("?state=all&per_page=3&page=2");
        assert.deepEqual(page.body.map((p) => p.number), [1]);
        assert.match(page.response.headers.get("link"), /rel="prev".*rel="first"/);
        const { body } = await described("GET", "/repos/{owner}/{repo}/pulls/{pull_number}", pull, asInstallation());
        assert.equal(body.mergeable, true);
        assert.equal(body.changed_files, 4);
        await described("GET", "/repos/{owner}/{repo}/pulls/{pull_number}", { ...repo, pull_number: 4 }, asInstallation());
        await described("GET", "/repos/{owner}/{repo}/pulls/{pull_number}", { ...repo, pull_number: 99 }, { ...asInstallation(), status: 404 });
        const { body: files } = await described("GET", "/repos/{owner}/{repo}/pulls/{pull_number}/files", pull, asInstallation());
        assert.deepEqual(
            files.map((f) => [f.filename, f.status]).sort(),
            [["a.txt", "modified"], ["c d.txt", "renamed"], ["gone", "removed"], ["new", "added"]],
        );
        assert.equal(files.find((f) => f.filename === "a.txt").patch, "@@ -1 +1 @@\n-a\n+A");
        const { body: commits } = await described("GET", "/repos/{owner}/{repo}/pulls/{pull_number}/commits", pull, asInstallation());
        assert.deepEqual(commits.map((c) => c.sha), [headSha]);
    });

    test("comments: write, edit, read, list, refuse", async () => {
        const path = "/repos/{owner}/{repo}/issues/{issue_number}/comments";
        const issue = { ...repo, issue_number: 1 };
        const { body } = await described("POST", path, issue, { ...asInstallation(), status: 201, body: { body: "Hello" } });
        assert.equal(body.performed_via_github_app.id, app.id);
        const one = { ...repo, comment_id: body.id };
        await described("PATCH", "/repos/{owner}/{repo}/issues/comments/{comment_id}", one, { ...asInstallation(), body: { body: "Edited" } });
        const { body: read } = await described("GET", "/repos/{owner}/{repo}/issues/comments/{comment_id}", one, asInstallation());
        assert.equal(read.body, "Edited");
        const { body: list } = await described("GET", path, issue, asInstallation());
        assert.equal(list.length, 1);
        await described("POST", path, issue, { ...asInstallation(), status: 422, body: { body: " " } });
        await described("POST", path, { ...repo, issue_number: 99 }, { ...asInstallation(), status: 404, body: { body: "x" } });
    });
});

describe("commit statuses", () => {
    const path = "/repos/{owner}/{repo}/statuses/{sha}";
    const list = "/repos/{owner}/{repo}/commits/{ref}/statuses";

    test("the newest of a context is the first", async () => {
        const context = unique("status");
        const create = (body) => described("POST", path, { ...repo, sha: headSha }, { ...asInstallation(), status: 201, body: { context, ...body } });
        await create({ state: "pending" });
        const { body: done } = await create({ state: "success", description: "ok", target_url: "https://example.org/1" });
        assert.equal(done.context, context);
        const { body: all } = await described("GET", list, { ...repo, ref: headSha }, asInstallation());
        assert.deepEqual(all.filter((s) => s.context === context).map((s) => s.state), ["success", "pending"]);
        const response = await api("POST", fill(path, { ...repo, sha: headSha }), { ...asInstallation(), body: { state: "done" } });
        assert.equal(response.status, 422);
    });
});

describe("check runs", () => {
    const path = "/repos/{owner}/{repo}/check-runs";
    const one = "/repos/{owner}/{repo}/check-runs/{check_run_id}";
    const create = (body) => described("POST", path, repo, { ...asInstallation(), status: 201, body: { head_sha: headSha, ...body } });
    const annotation = (i) => ({ path: "a.txt", start_line: i + 1, end_line: i + 1, annotation_level: "notice", message: `m${i}` });

    // GitHub describes no 422 for check runs, so only the error shape is checked
    async function refused(body, id) {
        const response = id
            ? await api("PATCH", fill(one, { ...repo, check_run_id: id }), { ...asInstallation(), body })
            : await api("POST", fill(path, repo), { ...asInstallation(), body: { head_sha: headSha, name: "n", ...body } });
        const answer = await response.json();
        assert.equal(response.status, 422, JSON.stringify(answer));
        assert.ok(answer.message);
        assert.ok(answer.documentation_url);
        return answer;
    }

    test("from queued to completed, annotations added up", async () => {
        const name = unique("check");
        const { body: queued } = await create({ name, external_id: "build-1", details_url: "https://example.org/1" });
        assert.equal(queued.status, "queued");
        assert.deepEqual(queued.pull_requests.map((p) => p.number), [1]);
        const id = { ...repo, check_run_id: queued.id };
        const update = (body) => described("PATCH", one, id, { ...asInstallation(), body });
        await update({ status: "in_progress" });
        const fifty = Array.from({ length: 50 }, (_, i) => annotation(i));
        await update({ output: { title: "t", summary: "s", annotations: fifty } });
        const { body: done } = await update({ conclusion: "success", output: { title: "t", summary: "s2", annotations: fifty.slice(0, 7) } });
        assert.equal(done.status, "completed");
        assert.equal(done.output.annotations_count, 57);
        assert.ok(done.completed_at);
        const { body: found } = await described("GET", one, id, asInstallation());
        assert.deepEqual(found, done);
        const annotations = "/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations";
        const { body: second } = await described("GET", annotations, id, { ...asInstallation(), query: "?per_page=50&page=2" });
        assert.equal(second.length, 7);
        const [observed] = await control("GET", `/repositories/${org}/web/check-runs?sha=${headSha}`);
        assert.deepEqual(observed.history.map((h) => h.status), ["queued", "in_progress", "in_progress", "completed"]);
    });

    test("of a commit: by name, by app, latest or all, by branch", async () => {
        const list = "/repos/{owner}/{repo}/commits/{ref}/check-runs";
        const name = unique("same name");
        const { body: first } = await create({ name, conclusion: "failure" });
        const { body: second } = await create({ name, status: "queued" });
        const ask = async (query, ref = headSha) =>
            (await described("GET", list, { ...repo, ref }, { ...asInstallation(), query: `?check_name=${encodeURIComponent(name)}${query}` })).body;
        assert.deepEqual((await ask("")).check_runs.map((r) => r.id), [second.id]);
        assert.deepEqual((await ask("&filter=all")).check_runs.map((r) => r.id), [second.id, first.id]);
        assert.deepEqual((await ask("&filter=all&status=completed")).check_runs.map((r) => r.id), [first.id]);
        assert.equal((await ask(`&filter=all&app_id=${app.id}`)).total_count, 2);
        assert.equal((await ask("&app_id=1")).total_count, 0);
        assert.equal((await ask("", "feature")).total_count, 1);
    });

    test("limits: bytes not characters, 50 annotations, 3 actions, a conclusion when completed", async () => {
        const output = (more) => ({ output: { title: "t", summary: "s", ...more } });
        await create({ name: "fits", ...output({ summary: "x".repeat(65_535), text: "é".repeat(32_767) }) });
        await refused(output({ summary: "x".repeat(65_536) }));
        await refused(output({ text: "é".repeat(32_768) }));
        await refused(output({ title: "t".repeat(256) }));
        await refused(output({ annotations: Array.from({ length: 51 }, (_, i) => annotation(i)) }));
        await refused(output({ annotations: [{ ...annotation(0), start_line: 0 }] }));
        await refused(output({ annotations: [{ ...annotation(0), end_line: 9, start_column: 1 }] }));
        await refused(output({ annotations: [{ ...annotation(0), annotation_level: "error" }] }));
        await refused(output({ annotations: [{ ...annotation(0), message: "m".repeat(65_537) }] }));
        await refused({ output: { title: "t" } });
        await refused({ status: "completed" });
        await refused({ status: "waiting" });
        await refused({ conclusion: "stale" });
        await refused({ name: undefined });
        await refused({ head_sha: "0123456789012345678901234567890123456789" });
        await refused({ details_url: "ftp://example.org" });
        await refused({ started_at: "yesterday" });
        const action = (i) => ({ label: `l${i}`, description: "d", identifier: `i${i}` });
        await create({ name: "three", actions: [1, 2, 3].map(action) });
        await refused({ actions: [1, 2, 3, 4].map(action) });
        await refused({ actions: [{ ...action(1), label: "l".repeat(21) }] });
        const { body: run } = await create({ name: "later" });
        await refused({ output: { title: "t" } }, run.id);
        await refused({ status: "completed" }, run.id);
    });

    test("only an App with the permission may write", async () => {
        const body = { name: "n", head_sha: headSha };
        const { token: person } = await control("POST", "/tokens", { user: "ann" });
        const asPerson = await api("POST", fill(path, repo), { authorization: `Bearer ${person}`, body });
        assert.equal(asPerson.status, 403);
        const readOnly = await api("POST", `/app/installations/${installation.id}/access_tokens`, {
            ...asApp(),
            body: { permissions: { checks: "read" } },
        });
        const reader = await api("POST", fill(path, repo), { authorization: `Bearer ${(await readOnly.json()).token}`, body });
        assert.equal(reader.status, 403);
        assert.equal((await reader.json()).message, "Resource not accessible by integration");
        assert.equal(reader.headers.get("x-accepted-github-permissions"), "checks=write");
    });
});

test("a token is of no use once revoked", async () => {
    const { token: short } = await (await api("POST", `/app/installations/${installation.id}/access_tokens`, asApp())).json();
    const authorization = `Bearer ${short}`;
    const revoked = await api("DELETE", "/installation/token", { authorization });
    assert.equal(revoked.status, 204);
    await described("GET", "/installation/repositories", {}, { authorization, status: 401 });
});

test("what does not exist is 404 in GitHub's shape", async () => {
    const response = await fetch(`${ADDRESS}/no/such/thing/at/all`);
    assert.equal(response.status, 404);
    assert.equal((await response.json()).message, "Not Found");
});

describe("people", () => {
    const verifier = "a-verifier-of-at-least-forty-three-characters-0123456789";
    const redirect = "http://localhost:8080/api/session/github/callback";

    /** Posts a form without following the redirect. */
    async function post(path, fields) {
        return fetch(`${ADDRESS}${path}`, { method: "POST", redirect: "manual", body: new URLSearchParams(fields) });
    }

    async function grant(fields) {
        const response = await post("/login/oauth/access_token", {
            client_id: app.clientId,
            client_secret: app.clientSecret,
            ...fields,
        });
        assert.equal(response.status, 200);
        return response.json();
    }

    async function asPerson(login) {
        const back = await post("/login/oauth/authorize", {
            client_id: app.clientId,
            redirect_uri: redirect,
            state: "s",
            code_challenge: createHash("sha256").update(verifier).digest("base64url"),
            code_challenge_method: "S256",
            login,
        });
        const code = new URL(back.headers.get("location")).searchParams.get("code");
        const { access_token } = await grant({ code, redirect_uri: redirect, code_verifier: verifier });
        return { authorization: `Bearer ${access_token}` };
    }

    test("the person, its installations and its memberships", async () => {
        const person = await asPerson("una");
        const { body: user } = await described("GET", "/user", {}, person);
        assert.equal(user.login, "una");
        await described("GET", "/user", {}, { status: 401 });
        const membership = "/user/memberships/orgs/{org}";
        await described("GET", membership, { org }, { ...person, status: 404 });
        await control("PUT", `/organizations/${org}/members/una`, { role: "admin" });
        const { body: found } = await described("GET", membership, { org }, person);
        assert.equal(found.role, "admin");
        const { body: visible } = await described("GET", "/user/installations", {}, person);
        assert.deepEqual(visible.installations.map((i) => i.id), [installation.id]);
        await described("GET", "/user/installations", {}, { ...asInstallation(), status: 403 });
    });

    // last: the App has another key after it
    test("an App from a manifest", async () => {
        const manifest = JSON.stringify({
            name: "Mill",
            url: "http://localhost:8080",
            redirect_url: "http://localhost:8080/back",
            callback_urls: [redirect],
        });
        const back = await post("/settings/apps", { manifest, state: "s", name: "Mill" });
        const code = new URL(back.headers.get("location")).searchParams.get("code");
        const path = "/app-manifests/{code}/conversions";
        const { body } = await described("POST", path, { code }, { status: 201 });
        assert.equal(body.slug, "mill");
        await described("POST", path, { code }, { status: 404 });
        app = await control("GET", "/app");
        await described("GET", "/app", {}, { authorization: `Bearer ${appJwt(app)}` });
    });
});
