// Every payload of Octokit's examples, signed by Octokit, is accepted by webhook-ingest.

import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { sign } from "@octokit/webhooks-methods";

const ingest = process.env.MILLRACE_INGEST;
const secret = process.env.MILLRACE_WEBHOOK_SECRET;
const events = createRequire(import.meta.url)("@octokit/webhooks-examples");
const AT_ONCE = 8;

/** Indented, so that a body that was parsed and written again has other bytes. */
function body(payload) {
    return `${JSON.stringify(payload, null, 1)}\n`;
}

async function deliver({ event, guid, payload }) {
    const text = body(payload);
    const response = await fetch(`${ingest}/webhooks/github`, {
        method: "POST",
        headers: {
            "content-type": "application/json",
            "user-agent": "GitHub-Hookshot/044aadd",
            "x-github-event": event,
            "x-github-delivery": guid,
            "x-github-hook-id": "77",
            "x-hub-signature-256": await sign(secret, text),
        },
        body: text,
    });
    assert.equal(response.status, event === "ping" ? 200 : 202, `${event} ${guid}: ${await response.text()}`);
    return {
        guid,
        event,
        action: typeof payload.action === "string" ? payload.action : "",
        sha256: createHash("sha256").update(text, "utf8").digest("hex"),
    };
}

test("every example is acknowledged", async () => {
    const waiting = events.flatMap(({ name, examples }) =>
        examples.map((payload) => ({ event: name, guid: randomUUID(), payload })));
    assert.equal(waiting.length, 329);
    const delivered = [];
    const worker = async () => {
        while (waiting.length > 0) {
            delivered.push(await deliver(waiting.pop()));
        }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    writeFileSync(process.env.MILLRACE_DELIVERED, JSON.stringify(delivered));
});
