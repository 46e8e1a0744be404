// GitHub's own descriptions of its payloads and responses, as Octokit publishes them, compiled to validators.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Ajv from "ajv";
import addFormats from "ajv-formats";

const require = createRequire(import.meta.url);

function validator(options = {}) {
    // strict is off because both descriptions contain keywords of their own (example, tsAdditionalProperties, x-github)
    const ajv = addFormats(new Ajv({ strict: false, allErrors: true, allowUnionTypes: true, ...options }));
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

/** The list of events to which a hook may subscribe is older than the event, which the same description has. */
function withMergeGroups(schemas) {
    schemas.definitions["webhook-events"].oneOf[0].items.enum.push("merge_group");
    return schemas;
}

/** Payloads, by JSON Schema draft 7. */
export class WebhookDescription {
    #schemas = withMergeGroups(load("@octokit/webhooks-schemas/schema.json"));
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

/** REST requests and responses, by OpenAPI 3.0. */
export class RestDescription {
    #document = withoutNullable(corrected(load("@octokit/openapi/generated/api.github.com.json")));
    #ajv = validator().addSchema(this.#document, "rest");
    /** For texts of a query, which have no types. */
    #query = validator({ coerceTypes: true });

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

    /** Errors of a request as the simulator records it: `method`, `path`, `query`, `headers` and `body`. */
    requestViolations(request) {
        const path = this.pathOf(request);
        const method = request.method.toLowerCase();
        const operation = path && this.#document.paths[path][method];
        if (!operation) {
            return [`/ there is no ${request.method} of ${path ?? "this path"} at GitHub`];
        }
        return [
            ...headerViolations(request.headers),
            ...this.#queryViolations(path, operation, request.query),
            ...this.#bodyViolations(["paths", path, method, "requestBody"], request.body),
        ];
    }

    /** The description's path of a request, `/repos/{owner}/{repo}`; the one with the fewest placeholders. */
    pathOf(request) {
        const fits = (path) => new RegExp(`^${path.replace(/[.+]/g, "\\$&").replace(/\{[^}]+\}/g, "[^/]+")}$`).test(request.path);
        return Object.keys(this.#document.paths)
            .filter(fits)
            .sort((one, other) => one.split("{").length - other.split("{").length)[0];
    }

    #queryViolations(path, operation, query) {
        const described = [...(this.#document.paths[path].parameters ?? []), ...(operation.parameters ?? [])]
            .map((parameter) => (parameter.$ref ? this.#find(parameter.$ref.slice(2).split("/")) : parameter))
            .filter((parameter) => parameter.in === "query");
        const unknown = Object.keys(query)
            .filter((name) => !described.some((parameter) => parameter.name === name))
            .map((name) => `/ there is no parameter ${name}`);
        const missing = described
            .filter((parameter) => parameter.required && !(parameter.name in query))
            .map((parameter) => `/ the parameter ${parameter.name} is missing`);
        const wrong = described
            .filter((parameter) => parameter.name in query)
            .flatMap((parameter) =>
                violations(this.#query.compile(this.#inlined(parameter.schema)), { value: query[parameter.name][0] }),
            );
        return [...unknown, ...missing, ...wrong];
    }

    /** As a property, so that its text is converted to the type of the parameter. */
    #inlined(schema) {
        const found = schema.$ref ? this.#find(schema.$ref.slice(2).split("/")) : schema;
        return { type: "object", properties: { value: found } };
    }

    #bodyViolations(pointer, text) {
        const described = this.#find(pointer);
        if (text === undefined || text === null) {
            return described?.required ? ["/ there is no body, and GitHub requires one"] : [];
        }
        if (!described) {
            return ["/ there is a body, and GitHub describes none"];
        }
        const schema = [...pointer, "content", "application/json", "schema"].map(escape).join("/");
        return violations(this.#ajv.getSchema(`rest#/${schema}`), JSON.parse(text));
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

/** What GitHub asks of every client; see "Getting started with the REST API" and "API versions". */
function headerViolations(headers) {
    return [
        headers.accept?.startsWith("application/vnd.github") ? [] : ["/ accept is not application/vnd.github+json"],
        headers["x-github-api-version"] === "2022-11-28" ? [] : ["/ the version of the API is not 2022-11-28"],
        headers["user-agent"] ? [] : ["/ there is no user-agent"],
    ].flat();
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
