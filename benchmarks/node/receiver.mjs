// A receiver of GitHub's webhooks that verifies each delivery, responds, and stores nothing. Prints its port.

import { createServer } from "node:http";
import { Webhooks, createNodeMiddleware } from "@octokit/webhooks";

const webhooks = new Webhooks({ secret: process.env.WEBHOOK_SECRET });
webhooks.onAny(() => {});
const server = createServer(createNodeMiddleware(webhooks, { path: "/webhooks/github", log: { ...console, info() {} } }));
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
