import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, describe, it } from "node:test";

import { webServer } from "../src/server.js";

describe("the web server", () => {
    const server = webServer({ version: "7.0.0" });
    const at = (path) => `http://127.0.0.1:${server.address().port}${path}`;

    before(async () => {
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
    });
    after(() => server.close());

    it("shows its version", async () => {
        const response = await fetch(at("/"));
        assert.equal(response.status, 200);
        assert.deepEqual(await response.json(), { service: "blue-green-web", version: "7.0.0" });
    });

    it("is healthy, whatever the query", async () => {
        const response = await fetch(at("/health?from=load-balancer"));
        assert.equal(response.status, 200);
        assert.deepEqual(await response.json(), { status: "ok" });
    });

    it("answers HEAD without a body", async () => {
        const response = await fetch(at("/"), { method: "HEAD" });
        assert.equal(response.status, 200);
        assert.equal(await response.text(), "");
    });

    it("stands at the path that leads to it, where there is one", async () => {
        const based = webServer({ version: "7.0.0", base: "/orders" }).listen(0, "127.0.0.1");
        await once(based, "listening");
        const statusOf = async (path) => (await fetch(`http://127.0.0.1:${based.address().port}${path}`)).status;
        const statuses = [
            await statusOf("/orders"),
            await statusOf("/orders/"),
            await statusOf("/"),
            await statusOf("/health"),
        ];
        based.close();
        assert.deepEqual(statuses, [200, 200, 404, 200]);
    });

    it("refuses other paths and methods", async () => {
        assert.equal((await fetch(at("/admin"))).status, 404);
        const posted = await fetch(at("/"), { method: "POST", body: "x" });
        assert.equal(posted.status, 405);
        assert.equal(posted.headers.get("allow"), "GET, HEAD");
    });
});

describe("kept connections", () => {
    it("stay open longer than a load balancer keeps them idle, which is 60 seconds", () => {
        const { keepAliveTimeout, headersTimeout } = webServer({ version: "1" });
        assert.ok(keepAliveTimeout > 60_000);
        assert.ok(headersTimeout > keepAliveTimeout);
    });
});

describe("the process", () => {
    it("listens on PORT, shows VERSION, and ends by itself when it is told to stop", async () => {
        const child = spawn(process.execPath, ["src/main.js"], {
            cwd: new URL("..", import.meta.url),
            env: { PATH: process.env.PATH, PORT: "0", VERSION: "8.1.0" },
        });
        const [line] = await once(child.stdout, "data");
        const port = /^version 8\.1\.0 listens on port (\d+)/.exec(line)?.[1];
        assert.ok(port, String(line));
        assert.equal((await (await fetch(`http://127.0.0.1:${port}/`)).json()).version, "8.1.0");
        child.kill("SIGTERM");
        const [code, signal] = await once(child, "exit");
        assert.deepEqual([code, signal], [0, null]);
    });
});
