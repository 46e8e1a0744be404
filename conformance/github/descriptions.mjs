// GitHub's own descriptions of its payloads and responses, as Octokit publishes them, compiled to validators.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Ajv from "ajv";
import addFormats from "ajv-formats";

const require = createRequire(import.meta.url);

function validator() {
    // strict is off because both descriptions contain keywords of their own (example, tsAdditionalProperties, x-github)
    const ajv = addFormats(new Ajv({ strict: false, allErrors: true, allowUnionTypes: true }));
    // formats that GitHub invented; they define nothing that could be checked
    ["repo.nwo", "timestamp"].forEach((format) => ajv.addFormat(format, true));
    return ajv;
}

function load(name) {
    return JSON.parse(readFileSync(require.resolve(name), "utf8"));
}

function violations(validate, value) {
    return validate(value)
        ? []
        : validate.errors.map((e) => `${e.instancePath || "/"} ${e.message} ${JSON.stringify(e.params)}`);
}

/** Payloads, by JSON Schema draft 7. */
export class WebhookDescription {
    #schemas = load("@octokit/webhooks-schemas/schema.json");
    #ajv = validator().addSchema(this.#schemas, "webhooks");

    /** Errors of a payload; each entry begins with the path of the value. */
    violations(event, payload) {
        const name = `${event}$${payload.action ?? "event"}`;
        if (!this.#schemas.definitions[name]) {
            return [`/ there is no ${name} at GitHub`];
        }
        return violations(this.#ajv.getSchema(`webhooks#/definitions/${encodeURIComponent(name)}`), payload);
    }
}

/** REST responses, by OpenAPI 3.0. */
export class RestDescription {
    #document = withoutNullable(corrected(load("@octokit/openapi/generated/api.github.com.json")));
    #ajv = validator().addSchema(this.#document, "rest");

    /** Errors of a response; `path` is the description's, `/repos/{owner}/{repo}`. */
    violations(method, path, status, body) {
        let pointer = ["paths", path, method.toLowerCase(), "responses", String(status)];
        let response = this.#find(pointer);
        if (!response) {
            return [`/ ${method} ${path} does not answer ${status} at GitHub`];
        }
        if (response.$ref) {
            pointer = response.$ref.slice(2).split("/");
            response = this.#find(pointer);
        }
        const types = Object.keys(response.content ?? {});
        if (types.length === 0) {
            return body === undefined ? [] : ["/ there is a body, and GitHub sends none"];
        }
        if (body === undefined) {
            return ["/ there is no body, and GitHub sends one"];
        }
        const schema = [...pointer, "content", types[0], "schema"].map(escape).join("/");
        return violations(this.#ajv.getSchema(`rest#/${schema}`), body);
    }

    #find(pointer) {
        return pointer.reduce((node, key) => node?.[key], this.#document);
    }
}

/**
 * The description without the one place where it contradicts itself: the list of installations requires an account to be a
 * user and an enterprise at once (allOf), while a single installation correctly requires either (anyOf).
 */
function corrected(document) {
    const list = document.paths["/app/installations"].get.responses["200"].content["application/json"].schema;
    list.items = { $ref: "#/components/schemas/installation" };
    return document;
}

function escape(key) {
    return encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"));
}

/** OpenAPI 3.0 has `nullable`, JSON Schema has `or null`. */
function withoutNullable(node) {
    if (Array.isArray(node)) {
        return node.map(withoutNullable);
    }
    if (node === null || typeof node !== "object") {
        return node;
    }
    const { nullable, ...rest } = node;
    const converted = Object.fromEntries(
        Object.entries(rest).map(([key, value]) => [key, withoutNullable(value)]),
    );
    return nullable === true ? { anyOf: [{ type: "null" }, converted] } : { ...converted, ...notAKeyword(nullable) };
}

/** A property that happens to be named nullable is not the keyword. */
function notAKeyword(nullable) {
    return nullable === undefined || typeof nullable === "boolean" ? {} : { nullable: withoutNullable(nullable) };
}
