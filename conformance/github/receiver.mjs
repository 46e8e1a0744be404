// A webhook receiver that keeps every delivery as it arrived over the wire.

import { createServer } from "node:http";
import { once } from "node:events";

export class Receiver {
    #server;
    #deliveries = [];
    #waiting = new Set();
    #answer = () => 202;

    static async start() {
        const receiver = new Receiver();
        receiver.#server = createServer(async (request, response) => {
            const body = await readBody(request);
            if (body === undefined) {
                return;
            }
            const delivery = { headers: request.headers, body, payload: JSON.parse(body) };
            response.statusCode = receiver.#answer(delivery);
            response.end();
            receiver.#deliveries.push(delivery);
            receiver.#waiting.forEach((look) => look());
        });
        receiver.#server.listen(0, "127.0.0.1");
        await once(receiver.#server, "listening");
        return receiver;
    }

    get url() {
        return `http://127.0.0.1:${this.#server.address().port}/hook`;
    }

    get deliveries() {
        return [...this.#deliveries];
    }

    /** Sets how the status code of later responses depends on the delivery. */
    answer(decide) {
        this.#answer = decide;
    }

    /** The first delivery that matches, including earlier ones; fails after ten seconds. */
    async await(what, fits) {
        const found = () => this.#deliveries.find(fits);
        if (found()) {
            return found();
        }
        return new Promise((resolve, reject) => {
            const finish = (settle, value) => {
                clearTimeout(timer);
                this.#waiting.delete(look);
                settle(value);
            };
            const look = () => found() && finish(resolve, found());
            const timer = setTimeout(() => {
                const seen = this.#deliveries.map((d) => `${d.headers["x-github-event"]}.${d.payload.action ?? ""}`);
                finish(reject, new Error(`no ${what} came within 10 s; came: ${seen.join(", ")}`));
            }, 10_000);
            this.#waiting.add(look);
        });
    }

    async stop() {
        this.#server.closeAllConnections();
        this.#server.close();
        await once(this.#server, "close");
    }
}

/** The whole body, or `undefined` if the connection was closed before its end, which `stop` does too. */
async function readBody(request) {
    const chunks = [];
    try {
        for await (const chunk of request) {
            chunks.push(chunk);
        }
    } catch (error) {
        if (error.code === "ECONNRESET") {
            return undefined;
        }
        throw error;
    }
    return Buffer.concat(chunks).toString("utf8");
}
