// Every request in a recording of the simulated GitHub is one that GitHub describes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { RestDescription } from "../github/descriptions.mjs";

const description = new RestDescription();
const requests = JSON.parse(readFileSync(process.env.MILLRACE_REQUESTS, "utf8")).map((request) => ({
    ...request,
    // where GitHub redirects to after a rename
    path: request.path.replace(/^\/repositories\/\d+(?=\/|$)/, "/repos/renamed/repository"),
}));

test("each request has a path, a query, headers and a body that GitHub describes", () => {
    const wrong = requests.flatMap((request) =>
        description.requestViolations(request).map((rule) => `${request.method} ${request.path}: ${rule}`),
    );
    assert.deepEqual([...new Set(wrong)], []);
});

test("the recording has every kind of request that the platform makes", () => {
    const made = new Set(requests.map((request) => `${request.method} ${description.pathOf(request)}`));
    for (const kind of process.env.MILLRACE_EXPECTED_REQUESTS.split(",").filter(Boolean)) {
        assert.ok(made.has(kind), `no ${kind} in ${[...made].sort().join(", ")}`);
    }
});

test("a wrong request is found", () => {
    const create = { method: "POST", path: "/repos/a/b/check-runs", query: {}, headers: { accept: "application/vnd.github+json" } };
    const rules = (change) => description.requestViolations({ ...create, ...change }).join("\n");
    assert.equal(rules({ body: JSON.stringify({ name: "x", head_sha: "y" }), headers: headers() }), "");
    assert.match(rules({ body: JSON.stringify({ name: "x" }), headers: headers() }), /head_sha/);
    assert.match(rules({ headers: headers() }), /body/);
    assert.match(rules({ method: "PUT", headers: headers() }), /no PUT/);
    assert.match(rules({ method: "GET", path: "/app/hook/deliveries", query: { page: ["2"] }, headers: headers() }), /page/);
    assert.match(rules({ body: JSON.stringify({ name: "x", head_sha: "y" }), headers: {} }), /version/);
});

function headers() {
    return { accept: "application/vnd.github+json", "x-github-api-version": "2022-11-28", "user-agent": "millrace" };
}
