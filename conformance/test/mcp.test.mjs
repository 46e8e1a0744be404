// The protocol's own client, as npm has it, against the gateway of a running platform: tools for coding agents.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const GATEWAY = process.env.MILLRACE_GATEWAY;
const REPOSITORY = process.env.MILLRACE_REPOSITORY;
const AUTHOR = { author_name: "Agent", author_email: "agent@example.com" };
/** Characters of the list of tools that a model reads before anything else. */
const MOST_TO_LIST = 20_000;

async function connected(query = "", token = process.env.MILLRACE_TOKEN) {
    const client = new Client({ name: "conformance", version: "1.0.0" });
    const headers = { Authorization: `Bearer ${token}` };
    await client.connect(new StreamableHTTPClientTransport(new URL(`/mcp${query}`, GATEWAY), { requestInit: { headers } }));
    return client;
}

/** The text that a tool returns; it must not be an error. */
async function text(client, name, args = {}) {
    const result = await client.callTool({ name, arguments: args });
    assert.ok(!result.isError, result.content[0].text);
    return result.content[0].text;
}

async function json(client, name, args) {
    return JSON.parse(await text(client, name, args));
}

/** The message of a tool that fails. */
async function failure(client, name, args = {}) {
    const result = await client.callTool({ name, arguments: args });
    assert.ok(result.isError, JSON.stringify(result));
    return result.content[0].text;
}

describe("the list of tools", () => {
    test("names them with schemas, and is short", async () => {
        const client = await connected();
        assert.equal(client.getServerVersion().name, "millrace");
        assert.match(client.getInstructions(), /next_cursor/);
        const { tools, nextCursor } = await client.listTools();
        assert.equal(nextCursor, undefined);
        assert.ok(JSON.stringify(tools).length < MOST_TO_LIST, `${JSON.stringify(tools).length}`);
        for (const tool of tools) {
            assert.equal(tool.inputSchema.type, "object");
            assert.ok(tool.description.length > 10);
            assert.equal(typeof tool.annotations.readOnlyHint, "boolean");
        }
        await client.close();
    });

    test("contains what the address chooses", async () => {
        const reading = await connected("?tools=read");
        const { tools } = await reading.listTools();
        assert.ok(tools.every((tool) => tool.annotations.readOnlyHint));
        assert.ok(!tools.some((tool) => tool.name === "list_builds"));
        await assert.rejects(reading.callTool({ name: "create_branch", arguments: {} }), /create_branch/);
        const safe = await connected("?tools=write,builds&read_only=true");
        assert.deepEqual(
            (await safe.listTools()).tools.map((tool) => tool.name).toSorted(),
            ["get_build", "list_builds", "read_job_log"],
        );
        await assert.rejects(connected("?tools=everything"), /everything|400/);
    });

    test("needs a token", async () => {
        await assert.rejects(connected("", "nothing"), /401|not a signed JWT/);
    });
});

describe("tools", () => {
    let client;
    before(async () => {
        client = await connected(`?repository=${encodeURIComponent(REPOSITORY)}`);
    });

    test("read files, commits, differences, lines and refs", async () => {
        assert.ok((await json(client, "list_files")).paths.includes("ops.yml"));
        assert.equal((await json(client, "list_files", { last_commits: true, limit: 1 })).files.length, 1);
        assert.match(await text(client, "read_file", { path: "README.md" }), /widgets/);
        assert.match(await text(client, "read_file", { path: "ops.yml", first_line: 1, last_line: 1 }), /^version.*\n\[lines 1 to 1 of/);
        const { commits } = await json(client, "list_commits", { limit: 1 });
        assert.equal((await json(client, "get_commit", { ref: commits[0].sha })).commit.sha, commits[0].sha);
        assert.match((await json(client, "diff", { ref: commits[0].sha })).files[0].raw, /^diff --git/);
        assert.equal((await json(client, "search_text", { pattern: "wid.ets" })).matches[0].path, "README.md");
        assert.equal((await json(client, "blame_file", { path: "README.md" })).lines.length, 1);
        assert.ok((await json(client, "list_branches")).branches.some((branch) => branch.name === "main"));
        assert.deepEqual((await json(client, "list_tags")).tags, []);
    });

    test("commit to the mirror, and its upstream has the commit", async () => {
        await json(client, "create_branch", { name: "agent", base: "main" });
        const made = await json(client, "commit_files", {
            branch: "agent",
            message: "Change by an agent",
            ...AUTHOR,
            files: [
                { path: "agent.txt", content: "hello\n" },
                { path: "data.bin", content: "AAEC", encoding: "base64" },
            ],
        });
        const patch = "--- a/agent.txt\n+++ b/agent.txt\n@@ -1 +1 @@\n-hello\n+bye\n";
        await json(client, "commit_patch", { branch: "agent", message: "Patch", patch, ...AUTHOR, expected_head: made.commit.commit_sha });
        assert.match(await text(client, "read_file", { path: "agent.txt", ref: "agent" }), /^bye/);
        const diff = await json(client, "diff", { ref: "agent", base: "main", since_merge_base: true });
        assert.deepEqual(diff.files.map((file) => file.path), ["agent.txt"]);
        const preview = await json(client, "preview_merge", { source: "agent", target: "main" });
        assert.equal(preview.status, "clean");
        const merged = await json(client, "merge_branches", { source: "agent", target: "main", strategy: "ff_prefer", ...AUTHOR });
        assert.equal(merged.result, "fast_forward");
        await json(client, "create_tag", { name: "v-agent", target: merged.commit_sha });
        await json(client, "delete_branch", { name: "agent" });
    });

    test("show why a build failed", async () => {
        const { builds } = await json(client, "list_builds", { state: "failed" });
        const build = await json(client, "get_build", { build: builds[0].id, log_lines: 5 });
        const job = build.jobs.find((each) => each.state === "failed");
        assert.match(job.end_of_log, /the reason of the failure/);
        assert.ok(job.end_of_log.split("\n").length <= 5);
        assert.match(await text(client, "read_job_log", { build: build.id, job: job.name, lines: 300 }), /line 100\n/);
    });

    test("report what is wrong to the model", async () => {
        assert.match(await failure(client, "read_file", { path: "nothing" }), /^404/);
        assert.match(await failure(client, "read_file", { path: "README.md", repository: "acme/other" }), /acme\/other/);
        assert.match(await failure(client, "search_text", { pattern: "(" }), /^400/);
        assert.match(await failure(client, "create_branch", { name: "main", base: "main" }), /^409/);
        assert.match(await failure(client, "delete_branch", { name: "main" }), /^403/);
        assert.match(await failure(client, "get_build", { build: "x" }), /not the id/);
        const other = await connected();
        assert.match(await failure(other, "list_files", { repository: "globex/secret" }), /^40[34]/);
    });
});
