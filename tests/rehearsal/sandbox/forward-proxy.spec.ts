// The one way out of a job's network, which leads to other machines and not back to this one.
import assert from "node:assert/strict";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";

import * as proxies from "../../../rehearsal/sandbox/forward-proxy";
import { mutated } from "../../support/mutant";

const listening = (server: Server) =>
    new Promise<number>((resolve) =>
        server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
    );

describe("the way out of a job", () => {
    let host: Server;
    let port: number;
    before(async () => {
        host = createServer((_, response) => response.end("the host's own"));
        port = await listening(host);
    });
    after(() => host.close());

    /** What comes back, once as a request of HTTP and once as a tunnel. */
    async function through(proxy: Server, name: string): Promise<readonly number[]> {
        const at = { host: "127.0.0.1", port: await listening(proxy), agent: false };
        const plain = new Promise<number>((resolve, reject) =>
            request({ ...at, path: `http://${name}:${port}/` }, (answer) => resolve(answer.resume().statusCode ?? 0))
                .on("error", reject)
                .end(),
        );
        const tunnel = new Promise<number>((resolve, reject) =>
            request({ ...at, method: "CONNECT", path: `${name}:${port}` })
                .on("connect", ({ statusCode }, socket) => {
                    socket.destroy();
                    resolve(statusCode ?? 0);
                })
                .on("error", reject)
                .end(),
        );
        try {
            return await Promise.all([plain, tunnel]);
        } finally {
            proxy.closeAllConnections();
            await new Promise((resolve) => proxy.close(resolve));
        }
    }

    const own = Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address));
    const names = ["127.0.0.1", "127.9.9.9", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "2130706433"];
    for (const name of [...names, "169.254.169.254", "[fe80::1]", ...own.filter((address) => !address.includes(":"))])
        it(`does not lead to ${name}`, async () => {
            assert.deepEqual(await through(proxies.forwardProxy, name), [403, 403]);
        });

    it("mutant: with no address refused it leads to the host", async () => {
        const { forwardProxy } = mutated<typeof proxies>(
            "rehearsal/sandbox/forward-proxy",
            "rehearsal/sandbox/forward-proxy",
            ["if (isOwn(address))", "if (false)"],
        );
        assert.deepEqual(await through(forwardProxy, "127.0.0.1"), [200, 200]);
    });
});
