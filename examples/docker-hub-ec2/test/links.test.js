import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";

import { readLinks } from "../src/links.js";
import { linkServer } from "../src/server.js";

describe("the list", () => {
    it("is one that can be served", () => {
        const links = readLinks(JSON.parse(readFileSync(new URL("../links.json", import.meta.url), "utf8")));
        assert.ok(links.size > 0);
    });

    it("is refused with all that is wrong in it", () => {
        const wrong = { "Two words": "https://example.com/", plain: "http://example.com/", none: "nowhere" };
        assert.throws(() => readLinks(wrong), /Two words: .*\nplain: .*\nnone: /s);
    });
});

describe("the server", () => {
    const server = linkServer({ version: "7.0.0", links: new Map([["docs", "https://example.com/docs"]]) });
    const at = (path) => fetch(`http://127.0.0.1:${server.address().port}${path}`, { redirect: "manual" });

    before(async () => {
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
    });
    after(() => server.close());

    it("shows its version and its links", async () => {
        assert.deepEqual(await (await at("/")).json(), {
            service: "docker-hub-ec2",
            version: "7.0.0",
            links: ["docs"],
        });
    });

    it("leads on", async () => {
        const response = await at("/docs");
        assert.deepEqual([response.status, response.headers.get("location")], [302, "https://example.com/docs"]);
    });

    it("is healthy, and knows nothing else", async () => {
        assert.equal((await at("/health")).status, 200);
        assert.equal((await at("/nowhere")).status, 404);
    });
});
