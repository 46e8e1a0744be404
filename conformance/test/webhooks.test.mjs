// Every webhook that the simulator sends has GitHub's shape, headers and signature.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { verify } from "@octokit/webhooks-methods";
import { WebhookDescription } from "../github/descriptions.mjs";
import { Receiver } from "../github/receiver.mjs";
import { api, appJwt, control, exactly, unique } from "../github/simulator.mjs";

const SECRET = "conformance secret with ümlaut";
const description = new WebhookDescription();

let receiver;
let app;
const org = unique("org");

before(async () => {
    receiver = await Receiver.start();
    await control("DELETE", "/faults");
    app = await control("PATCH", "/app", { webhookSecret: SECRET, hookUrl: receiver.url });
});

after(async () => {
    await receiver?.stop();
});

function is(event, action, fits = () => true) {
    return (delivery) =>
        delivery.headers["x-github-event"] === event && delivery.payload.action === action && fits(delivery.payload);
}

/** Waits for one delivery and checks what applies to every delivery. */
async function valid(event, action, fits) {
    const delivery = await receiver.await(`${event} ${action ?? ""}`, is(event, action, fits));
    assert.deepEqual(description.violations(event, delivery.payload), []);
    const signature = delivery.headers["x-hub-signature-256"];
    assert.ok(await verify(SECRET, delivery.body, signature), "the signature does not fit the body");
    assert.equal(await verify("another secret", delivery.body, signature), false);
    assert.match(delivery.headers["x-github-delivery"], /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.match(delivery.headers["x-github-hook-id"], /^\d+$/);
    assert.equal(delivery.headers["x-github-hook-installation-target-type"], "integration");
    assert.equal(delivery.headers["x-github-hook-installation-target-id"], String(app.id));
    assert.match(delivery.headers["user-agent"], /^GitHub-Hookshot\//);
    assert.equal(delivery.headers["content-type"], "application/json");
    return delivery.payload;
}

describe("webhooks", { concurrency: false }, () => {
    let installation;
    const path = `/repositories/${org}/web`;
    const push = (body) => control("POST", `${path}/pushes`, body);

    test("a ping when the hook gets an address", async () => {
        const ping = await valid("ping");
        assert.equal(ping.hook.type, "App");
        assert.equal(ping.hook.app_id, app.id);
    });

    test("installation created, with the repositories it covers", async () => {
        await control("POST", "/organizations", { login: org });
        await control("POST", "/repositories", { owner: org, name: "web", private: true });
        await control("POST", "/repositories", { owner: org, name: "docs" });
        installation = await control("POST", "/installations", { account: org, repositories: ["web"] });
        const created = await valid("installation", "created");
        assert.equal(created.installation.id, installation.id);
        assert.deepEqual(created.repositories.map((r) => r.full_name), [`${org}/web`]);
    });

    test("installation_repositories added and removed", async () => {
        await control("POST", `/installations/${installation.id}/repositories`, { add: ["docs"] });
        const added = await valid("installation_repositories", "added");
        assert.deepEqual(added.repositories_added.map((r) => r.name), ["docs"]);
        await control("POST", `/installations/${installation.id}/repositories`, { remove: ["docs"] });
        const removed = await valid("installation_repositories", "removed");
        assert.deepEqual(removed.repositories_removed.map((r) => r.name), ["docs"]);
    });

    test("push of a first commit creates the branch", async () => {
        const pushed = await push({ files: { "README.md": "one\n" }, message: "First" });
        const payload = await valid("push", undefined, (p) => p.after === pushed.after);
        assert.equal(payload.created, true);
        assert.equal(payload.before, "0".repeat(40));
        assert.equal(typeof payload.repository.created_at, "number");
        assert.equal(typeof payload.repository.pushed_at, "number");
        assert.deepEqual(payload.head_commit.added, ["README.md"]);
        assert.equal(payload.installation.id, installation.id);
        await valid("create", undefined, (p) => p.ref === "main" && p.ref_type === "branch");
    });

    test("push of another commit", async () => {
        const pushed = await push({ files: { "README.md": "two\n", "src/a.txt": "a\n" }, message: "Second\n\nWith a body." });
        const payload = await valid("push", undefined, (p) => p.after === pushed.after);
        assert.equal(payload.forced, false);
        assert.equal(payload.commits.length, 1);
        assert.deepEqual(payload.commits[0].added, ["src/a.txt"]);
        assert.deepEqual(payload.commits[0].modified, ["README.md"]);
        assert.equal(payload.commits[0].message, "Second\n\nWith a body.");
    });

    test("a forced push", async () => {
        const first = (await control("GET", path)).headSha;
        await control("POST", `${path}/branches`, { name: "rewritten" });
        await push({ branch: "rewritten", files: { x: "1\n" }, message: "Will be lost" });
        const forced = await push({ branch: "rewritten", from: first, files: { x: "2\n" }, message: "Instead", force: true });
        const payload = await valid("push", undefined, (p) => p.after === forced.after);
        assert.equal(payload.forced, true);
    });

    test("a branch deleted", async () => {
        const deleted = await push({ branch: "rewritten", delete: true });
        const payload = await valid("push", undefined, (p) => p.deleted && p.before === deleted.before);
        assert.equal(payload.after, "0".repeat(40));
        assert.equal(payload.head_commit, null);
        await valid("delete", undefined, (p) => p.ref === "rewritten" && p.ref_type === "branch");
    });

    test("tags, lightweight and annotated, made and deleted", async () => {
        await push({ tag: "light" });
        const light = await valid("push", undefined, (p) => p.ref === "refs/tags/light" && p.created);
        assert.deepEqual(light.commits, []);
        await valid("create", undefined, (p) => p.ref === "light" && p.ref_type === "tag");
        const annotated = await push({ tag: "v1", message: "Version 1" });
        const payload = await valid("push", undefined, (p) => p.ref === "refs/tags/v1");
        assert.equal(payload.after, annotated.after);
        assert.notEqual(payload.head_commit.id, annotated.after);
        await push({ tag: "light", delete: true });
        await valid("push", undefined, (p) => p.ref === "refs/tags/light" && p.deleted);
        await valid("delete", undefined, (p) => p.ref === "light" && p.ref_type === "tag");
    });

    test("pull_request opened, synchronize, closed, reopened, merged", async () => {
        await control("POST", `${path}/branches`, { name: "feature" });
        await push({ branch: "feature", files: { "b.txt": "b\n" }, message: "Add b" });
        const change = await control("POST", `${path}/pulls`, { title: "Add b", head: "feature", body: "Please." });
        const opened = await valid("pull_request", "opened");
        assert.equal(opened.number, change.number);
        assert.equal(opened.pull_request.mergeable, null);
        assert.equal(opened.pull_request.changed_files, 1);
        const pushed = await control("POST", `${path}/pulls/${change.number}/pushes`, { files: { "c.txt": "c\n" } });
        const synchronize = await valid("pull_request", "synchronize");
        assert.equal(synchronize.before, pushed.before);
        assert.equal(synchronize.after, pushed.after);
        assert.equal(synchronize.pull_request.head.sha, pushed.after);
        await control("POST", `${path}/pulls/${change.number}/close`, {});
        const closed = await valid("pull_request", "closed", (p) => !p.pull_request.merged);
        assert.ok(closed.pull_request.closed_at);
        await control("POST", `${path}/pulls/${change.number}/reopen`, {});
        await valid("pull_request", "reopened");
        const merged = await control("POST", `${path}/pulls/${change.number}/merge`, {});
        const payload = await valid("pull_request", "closed", (p) => p.pull_request.merged);
        assert.equal(payload.pull_request.merge_commit_sha, merged.mergeSha);
        const push_ = await valid("push", undefined, (p) => p.after === merged.mergeSha);
        assert.equal(push_.ref, "refs/heads/main");
    });

    test("issue_comment created and edited on a change", async () => {
        await control("POST", `${path}/branches`, { name: "talk" });
        await push({ branch: "talk", files: { "t.txt": "t\n" } });
        const change = await control("POST", `${path}/pulls`, { title: "Talk", head: "talk" });
        const comment = await control("POST", `${path}/pulls/${change.number}/comments`, { body: "/test", user: "ann" });
        const created = await valid("issue_comment", "created");
        assert.ok(created.issue.pull_request);
        const { token } = await control("POST", "/tokens", { user: "ann" });
        await api("PATCH", `/repos/${org}/web/issues/comments/${comment.id}`, {
            authorization: `Bearer ${token}`,
            body: { body: "/retest" },
        });
        const edited = await valid("issue_comment", "edited");
        assert.equal(edited.changes.body.from, "/test");
    });

    test("deployment and deployment_status", async () => {
        const deployed = await control("POST", `${path}/deployments`, { environment: "production" });
        const deployment = await valid("deployment", "created");
        assert.equal(deployment.deployment.sha, deployed.sha);
        for (const state of ["in_progress", "success"]) {
            const status = await valid("deployment_status", "created", (p) => p.deployment_status.state === state);
            assert.equal(status.deployment.id, deployed.id);
        }
    });

    test("repository edited, renamed, archived, unarchived, privatized, publicized", async () => {
        const change = (name, body) => control("PATCH", `/repositories/${org}/${name}`, body);
        await change("web", { description: "The site" });
        await valid("repository", "edited", (p) => p.changes.description);
        await push({ branch: "trunk", files: {} });
        await change("web", { defaultBranch: "trunk" });
        const edited = await valid("repository", "edited", (p) => p.changes.default_branch);
        assert.equal(edited.changes.default_branch.from, "main");
        await change("web", { name: "site" });
        const renamed = await valid("repository", "renamed");
        assert.equal(renamed.changes.repository.name.from, "web");
        assert.equal(renamed.repository.full_name, `${org}/site`);
        await change("site", { archived: true });
        await valid("repository", "archived");
        await change("site", { archived: false });
        await valid("repository", "unarchived");
        await change("site", { private: false });
        await valid("repository", "publicized");
        await change("site", { private: true });
        await valid("repository", "privatized");
    });

    test("installation suspend and unsuspend list no repositories, and nothing is heard in between", async () => {
        await control("POST", `/installations/${installation.id}/suspend`);
        const suspended = await valid("installation", "suspend");
        assert.equal(suspended.repositories, undefined);
        assert.ok(suspended.installation.suspended_at);
        const unheard = await control("POST", `/repositories/${org}/site/pushes`, { files: { u: "u\n" } });
        await control("POST", `/installations/${installation.id}/unsuspend`);
        await valid("installation", "unsuspend");
        assert.equal(receiver.deliveries.find(is("push", undefined, (p) => p.after === unheard.after)), undefined);
    });

    test("redelivery keeps the GUID and gets a new delivery id", async () => {
        const authorization = `Bearer ${appJwt(app)}`;
        const [newest] = exactly(await (await api("GET", "/app/hook/deliveries?per_page=1", { authorization })).text());
        const same = () => receiver.deliveries.filter((d) => d.headers["x-github-delivery"] === newest.guid);
        assert.equal(same().length, 1);
        const answer = await api("POST", `/app/hook/deliveries/${newest.id}/attempts`, { authorization });
        assert.equal(answer.status, 202);
        await receiver.await("second delivery", () => same().length === 2);
        assert.equal(same()[0].body, same()[1].body);
    });

    test("repository deleted and created, installation deleted", async () => {
        await control("DELETE", `/repositories/${org}/site`);
        await valid("repository", "deleted");
        await control("DELETE", `/installations/${installation.id}`);
        await valid("installation", "deleted");
        await control("POST", "/installations", { account: org });
        await control("POST", "/repositories", { owner: org, name: "later" });
        await valid("repository", "created", (p) => p.repository.name === "later");
        const added = await valid("installation_repositories", "added", (p) => p.repository_selection === "all");
        assert.deepEqual(added.repositories_added.map((r) => r.name), ["later"]);
    });

    test("every delivery that came has GitHub's shape", () => {
        const wrong = receiver.deliveries.flatMap((delivery) => {
            const event = delivery.headers["x-github-event"];
            return description.violations(event, delivery.payload).map((v) => `${event} ${delivery.payload.action ?? ""} ${v}`);
        });
        assert.deepEqual(wrong, []);
    });
});
