import * as assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { skipBecause } from "../../support/skip";

const RELAY = join(__dirname, "../../../rehearsal/containers/relay.cjs");

describe("the way into a container's network", () => {
    before(function () {
        if (process.platform !== "linux") skipBecause(this, "a container has no network of its own here");
    });
    /** What somebody outside hears of a program that listens at this address: a status, or that nobody answers. */
    const heard = async (host: string | undefined, text = readFileSync(RELAY, "utf8")): Promise<string> => {
        const server = createServer((_, response) => response.end()).listen(0, host);
        await once(server, "listening");
        const { port } = server.address() as AddressInfo;
        const folder = mkdtempSync(join(tmpdir(), "relay-"));
        const script = join(folder, "relay.cjs");
        writeFileSync(script, text);
        const relay = spawn(process.execPath, [script, join(folder, "s"), String(port)], { stdio: "inherit" });
        try {
            while (!existsSync(join(folder, "s"))) await sleep(5);
            return await new Promise((resolve) => {
                request({ socketPath: join(folder, "s"), path: "/" }, ({ statusCode }) => resolve(String(statusCode)))
                    .once("error", ({ code = "" }: NodeJS.ErrnoException) => resolve(code))
                    .end();
            });
        } finally {
            relay.kill();
            await once(relay, "close");
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
            rmSync(folder, { recursive: true, force: true });
        }
    };

    it("leads to who listens at every address, and not to who listens at 127.0.0.1 alone", async () => {
        assert.equal(await heard("0.0.0.0"), "200");
        assert.equal(await heard(undefined), "200");
        assert.equal(await heard("127.0.0.1"), "ECONNRESET");
    });

    it("mutant: from within the container it would hear everybody", async () => {
        const text = readFileSync(RELAY, "utf8");
        const wrong = text.replace("host: fromOutside", "host");
        assert.notEqual(wrong, text);
        assert.equal(await heard("127.0.0.1", wrong), "200");
    });
});
