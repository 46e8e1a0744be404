// The simulated GitHub under test: its control API, and calls as the App, as an installation, and without authentication.

import { createSign } from "node:crypto";

export const ADDRESS = (process.env.MILLRACE_SIMULATOR ?? "").replace(/\/$/, "");
if (!ADDRESS) {
    throw new Error("MILLRACE_SIMULATOR is not set; it is the address of a running simulator, http://localhost:8090");
}

/** Calls the control API under /_sim and returns its JSON; any status but 2xx is an error. */
export async function control(method, path, body) {
    const response = await fetch(`${ADDRESS}/_sim${path}`, {
        method,
        headers: { "content-type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
        throw new Error(`${method} /_sim${path} answered ${response.status}: ${text}`);
    }
    return text ? JSON.parse(text) : undefined;
}

/** Calls the REST API; `authorization` is the whole header. */
export async function api(method, path, { authorization, body, headers = {} } = {}) {
    return fetch(path.startsWith("http") ? path : `${ADDRESS}${path}`, {
        method,
        redirect: "manual",
        headers: {
            accept: "application/vnd.github+json",
            ...(authorization ? { authorization } : {}),
            ...(body === undefined ? {} : { "content-type": "application/json" }),
            ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
    });
}

/**
 * The JSON with ids of more digits than JavaScript's numbers have as texts; ids of deliveries lie beyond 2⁵³, and a number would
 * be another id.
 */
export function exactly(json) {
    return json ? JSON.parse(json.replace(/([:[,]\s*)(\d{16,})(?=\s*[,}\]])/g, '$1"$2"')) : undefined;
}

/** An App JWT; `claims` overrides the usual ones. */
export function appJwt(app, claims = {}) {
    const now = Math.floor(Date.now() / 1000);
    const parts = [
        { alg: "RS256", typ: "JWT" },
        { iat: now - 60, exp: now + 540, iss: String(app.id), ...claims },
    ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
    const signature = createSign("RSA-SHA256").update(parts.join(".")).sign(app.privateKeyPem).toString("base64url");
    return `${parts.join(".")}.${signature}`;
}

/** A name that no other test uses. */
export function unique(prefix) {
    return `${prefix}-${Math.random().toString(36).slice(2, 10)}`;
}
