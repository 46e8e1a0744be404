// Webhooks that we send, verified with the official SDK.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { validateWebhook } from "@pierre/storage";
import { Receiver } from "../github/receiver.mjs";

const gitHttp = process.env.MILLRACE_GIT_HTTP;
const webhooks = process.env.MILLRACE_WEBHOOKS;
const token = process.env.MILLRACE_TOKEN;
const repository = process.env.MILLRACE_REPOSITORY;

let receiver;
let webhook;

async function call(method, path, body) {
    const answer = await fetch(`${webhooks}/api/webhooks${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
    });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
    return answer.json();
}

function git(directory, ...command) {
    const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
    return execFileSync("git", [...identity, "-C", directory, ...command], { encoding: "utf8" }).trim();
}

/** Waits for a delivery of the event and lets the SDK validate it. */
async function valid(event) {
    const delivery = await receiver.await(event, ({ headers }) => headers["x-pierre-event"] === event);
    const result = await validateWebhook(delivery.body, delivery.headers, webhook.secret);
    assert.equal(result.valid, true, result.error);
    assert.equal(result.eventType, event);
    return { delivery, result };
}

describe("outgoing webhooks", { concurrency: false }, () => {
    before(async () => {
        receiver = await Receiver.start();
        webhook = await call("POST", "", {
            url: receiver.url,
            repository,
            events: ["push", "repo.sync.started", "repo.sync.succeeded", "repo.sync.failed"],
        });
    });

    after(async () => {
        await receiver?.stop();
    });

    test("a push", async () => {
        const directory = mkdtempSync(join(tmpdir(), "outgoing-"));
        git(directory, "init", "-q", "-b", "main");
        git(directory, "commit", "-q", "--allow-empty", "-m", "one");
        const remote = new URL(`${gitHttp}/${repository}.git`);
        remote.username = "t";
        remote.password = token;
        git(directory, "push", "-q", remote.href, "main");

        const { delivery, result } = await valid("push");

        assert.equal(result.payload.type, "push");
        assert.equal(result.payload.ref, "refs/heads/main");
        assert.equal(result.payload.after, git(directory, "rev-parse", "HEAD"));
        assert.equal(result.payload.repository.url, repository);
        assert.ok(delivery.headers["x-millrace-delivery"]);
    });

    test("another body or secret is not ours", async () => {
        const { delivery } = await valid("push");

        const changed = delivery.body.replace("refs/heads/main", "refs/heads/prod");
        assert.equal((await validateWebhook(changed, delivery.headers, webhook.secret)).valid, false);
        assert.equal((await validateWebhook(delivery.body, delivery.headers, "another secret")).valid, false);
    });

    for (const event of ["repo.sync.started", "repo.sync.succeeded", "repo.sync.failed"]) {
        test(`${event}, which the SDK returns as it is`, async () => {
            // the process that started this test publishes the events of the syncs
            const { delivery } = await valid(event);

            assert.equal(delivery.payload.type, event);
            assert.equal(typeof delivery.payload.run_count, "number");
            assert.equal(typeof delivery.payload.is_first_sync, "boolean");
            assert.equal(delivery.payload.repository.url, repository);
        });
    }

    test("a delivery under a new secret", async () => {
        const sent = await call("GET", `/${webhook.id}/deliveries?status=succeeded`);
        webhook = await call("POST", `/${webhook.id}/rotate-secret`);
        const known = receiver.deliveries.length;

        await call("POST", `/${webhook.id}/deliveries/${sent.deliveries[0].id}/redeliver`);
        const again = await receiver.await("the redelivery", (delivery) => receiver.deliveries.indexOf(delivery) >= known);

        const result = await validateWebhook(again.body, again.headers, webhook.secret);
        assert.equal(result.valid, true, result.error);
        assert.equal(again.headers["x-millrace-delivery"], sent.deliveries[0].id);
    });
});
