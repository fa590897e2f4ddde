// What machines without namespaces have: macOS, or a CI container that may not have them.
import assert from "node:assert/strict";
import { resolve } from "node:path";

import { ProcessEngine } from "../../../rehearsal/containers/process";
import { ask, ContainerFixture } from "./fixture";

const EXAMPLE = resolve(__dirname, "../../../examples/blue-green-web");
const SERVER = `require("node:http").createServer((q, a) => a.end(require("node:fs").readFileSync("say"))).listen(process.env.PORT)`;

describe("process mode without namespaces", () => {
    let fixture: ContainerFixture;
    beforeEach(() => {
        fixture = new ContainerFixture();
        fixture.use(new ProcessEngine(fixture.account, false));
    });
    afterEach(() => fixture.close());

    const files = {
        Dockerfile: `FROM node:20 AS base
WORKDIR /app
COPY . ./
FROM base AS test
RUN test -f server.cjs && echo tested >say
FROM base
ENV PORT=8080
COPY --from=test /app/say ./
CMD ["node", "server.cjs"]
`,
        "server.cjs": SERVER,
    };

    it("builds and answers, each container on a port of its own", async () => {
        const image = await fixture.build(files);
        const both = [await fixture.run(image, { port: 8080 }), await fixture.run(image, { port: 8080 })];
        for (const container of both) assert.deepEqual(await ask(container), { status: 200, body: "tested\n" });
        await both[0]?.stop(1000);
        assert.equal(await both[0]?.ended, 143);
        assert.equal((await ask(both[1] as (typeof both)[0])).status, 200);
    });

    it("builds and runs the example", async () => {
        const image = await fixture.buildIn(EXAMPLE);
        assert.match(fixture.lines.join("\n"), /# fail 0/);
        const container = await fixture.run(image, { env: { VERSION: "3" }, port: 8080 });
        assert.deepEqual(JSON.parse((await ask(container)).body), { service: "blue-green-web", version: "3" });
    });

    it("does nothing twice, and keeps a change of one container from the next", async () => {
        const image = await fixture.build(files);
        await fixture.build(files);
        assert.equal(fixture.lines.filter((line) => line.endsWith("CACHED")).length, 4);
        await (
            await fixture.run(image, { command: ["sh", "-c", "echo changed >say"] })
        ).ended;
        assert.equal((await ask(await fixture.run(image, { port: 8080 }))).body, "tested\n");
    });

    it("runs the placeholder in its own folder and on a free port", async () => {
        const command = [
            "sh",
            "-c",
            "mkdir -p /w/deep && echo waiting > /w/deep/health && exec httpd -f -p 8080 -h /w",
        ];
        const container = await fixture.run("busybox:1.37", { command, port: 8080 });
        assert.deepEqual(await ask(container, "/deep/health"), { status: 200, body: "waiting\n" });
    });

    for (const [says, message] of [
        [
            "RUN touch /tested",
            /Dockerfile:2: \/tested is absolute, and without namespaces it would be this machine's own; rehearse with --engine docker/,
        ],
        ['RUN cd x && cat "/etc/passwd"', /Dockerfile:2: \/etc\/passwd is absolute/],
        ['CMD ["node", "/app/server.js"]', /Dockerfile:2: \/app\/server\.js is absolute/],
        ["WORKDIR /app\nCOPY a /etc/a", /Dockerfile:3: \/etc\/a lies outside of WORKDIR \/app/],
        ["RUN --mount=type=cache,target=cache true", /Dockerfile:2: .*needs a mount/],
    ] as const)
        it(`refuses ${JSON.stringify(says)}`, () =>
            assert.rejects(fixture.build({ Dockerfile: `FROM busybox\n${says}\n`, a: "" }), message));

    it("leaves alone what only looks like a path", async () => {
        await fixture.build({
            Dockerfile:
                "FROM busybox\nRUN echo http://a/b a/b ./c >/dev/null && test $((4 / 2)) = 2 && /bin/sh -c true\n",
        });
    });
});
