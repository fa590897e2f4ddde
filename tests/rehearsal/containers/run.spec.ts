import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { Container } from "../../../rehearsal/containers/engine";
import { type ProcessEngine } from "../../../rehearsal/containers/process";
import { mutated } from "../../support/mutant";
import { ask, ContainerFixture } from "./fixture";

const BUSYBOX =
    "public.ecr.aws/docker/library/busybox@sha256:9db7b59979c38555a39def84a31fb98b5296952f9e3afd4f6f11f05b07adfab0";
const EXAMPLE = resolve(__dirname, "../../../examples/blue-green-web");
const SERVER = `
const server = require("node:http").createServer((request, response) => {
    let length = 0;
    request.on("data", (chunk) => (length += chunk.length)).on("end", () => response.end(request.method + " " + length));
});
server.on("upgrade", (request, socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\\r\\nupgrade: websocket\\r\\nconnection: upgrade\\r\\n\\r\\n");
    socket.on("data", (bytes) => socket.write("echo " + bytes));
});
server.listen(8080);
`;

describe("a container of process mode", () => {
    let fixture: ContainerFixture;
    beforeEach(() => (fixture = new ContainerFixture()));
    afterEach(() => fixture.close());

    it("builds the example, runs its tests, and answers: twice on the same port", async () => {
        const image = await fixture.buildIn(EXAMPLE);
        assert.match(fixture.lines.join("\n"), /\[test 3\/3\] RUN node --test[\s\S]*# fail 0/);
        const start = (VERSION: string) => fixture.run(image, { env: { VERSION }, port: 8080 });
        const [blue, green] = await Promise.all([start("1"), start("2")]);
        assert.deepEqual(JSON.parse((await ask(blue)).body), { service: "blue-green-web", version: "1" });
        assert.deepEqual(JSON.parse((await ask(green)).body), { service: "blue-green-web", version: "2" });
        await blue.stop(5000);
        assert.equal(await blue.ended, 0, "the example ends by itself on SIGTERM");
        assert.equal((await ask(green, "/health")).status, 200);
    });

    it("runs the program's placeholder on a public image", async () => {
        const command = [
            "sh",
            "-c",
            "mkdir -p /w/deep && echo waiting > /w/deep/health && exec httpd -f -p 8080 -h /w",
        ];
        const container = await fixture.run(BUSYBOX, { command, port: 8080 });
        assert.deepEqual(await ask(container, "/deep/health?from=balancer"), { status: 200, body: "waiting\n" });
        assert.equal((await ask(container, "/")).status, 404);
        assert.equal((await ask(container, "/../etc/passwd")).status, 404);
    });

    it("carries large POSTs and WebSockets", async () => {
        const image = await fixture.build({
            Dockerfile: "FROM node:20\nCOPY server.cjs /\nCMD node /server.cjs",
            "server.cjs": SERVER,
        });
        const container = await fixture.run(image, { port: 8080 });
        assert.equal((await ask(container, "/", "x".repeat(5_000_000))).body, "POST 5000000");
        const asking = request({ ...container.address, headers: { connection: "upgrade", upgrade: "websocket" } });
        asking.end();
        const [, socket] = (await once(asking, "upgrade")) as [unknown, Socket];
        for (const word of ["one", "two"]) {
            socket.write(word);
            assert.equal(String((await once(socket, "data"))[0]), `echo ${word}`);
        }
        socket.destroy();
    });

    it("answers a client that has said everything, and drops one whose server is not there", async () => {
        const image = await fixture.build({
            Dockerfile: "FROM node:20\nCOPY late.cjs /\nCMD node /late.cjs",
            "late.cjs": `require("node:net").createServer({ allowHalfOpen: true }, (s) => { s.resume(); s.on("end", () => setTimeout(() => s.end("late"), 50)); }).listen(7000);`,
        });
        const container = await fixture.run(image, { port: 7000 });
        const { socketPath } = container.address as { socketPath: string };
        for (let heard = ""; heard !== "late";) {
            const socket = connect({ path: socketPath, allowHalfOpen: true }).end("done");
            heard = "";
            socket.on("data", (bytes) => (heard += String(bytes))).on("error", () => undefined);
            await new Promise((resolve) => socket.on("close", resolve));
        }
        const nobody = await fixture.run(image, { port: 7001 });
        const socket = connect({ path: (nobody.address as { socketPath: string }).socketPath });
        await once(socket, "close");
    });

    it("says what it prints, and its exit code", async () => {
        const heard: string[] = [];
        const container = await fixture.run(BUSYBOX, {
            command: ["sh", "-c", "echo out; echo err >&2; exit 7"],
            log: (line) => heard.push(line),
        });
        assert.equal(await container.ended, 7);
        assert.deepEqual(heard.slice(1).sort(), ["err", "out"]);
        const missing = await fixture.run(BUSYBOX, { command: ["no-such-program"] });
        assert.equal(await missing.ended, 127);
    });

    it("is asked inside how it is; what the container makes of its answers is no answer, and keeps nobody waiting", async () => {
        const answers = async (command: string, until: number): Promise<readonly number[]> => {
            const codes: number[] = [];
            const container = await new Promise<Awaited<ReturnType<typeof fixture.run>>>((resolve) => {
                let started: Awaited<ReturnType<typeof fixture.run>> | undefined;
                const heard = (code: number): void => {
                    codes.push(code);
                    if (codes.length >= until && started) resolve(started);
                };
                const asks = { argv: ["test", "-f", "/tmp/well"], every: 100, heard };
                void fixture.run(BUSYBOX, { command: ["sh", "-c", command], asks }).then((ran) => (started = ran));
            });
            await container.stop(0);
            return codes.slice(0, until);
        };
        assert.deepEqual(await answers("touch /tmp/well; sleep 60", 2), [0, 0]);
        assert.deepEqual(await answers("sleep 60", 2), [1, 1]);
        // What asks is a process beside it, whose root leads further.
        const instead =
            "touch /tmp/well; for f in /proc/*/root/rehearsal/asked; do cd $f && break; done; until [ $(wc -l <said) -ge 4 ]; do sleep 0.02; done; rm -f said;";
        assert.deepEqual((await answers(`${instead} ln -s /dev/zero said; sleep 60`, 6)).at(-1), 1);
        assert.deepEqual((await answers(`${instead} mkfifo said; sleep 60`, 6)).at(-1), 1);
    });

    it("takes environment, command and entry point from the task before the image's", async () => {
        const image = await fixture.build({
            Dockerfile:
                'FROM node:20\nENV A=image B=image\nUSER node\nWORKDIR /work\nENTRYPOINT ["echo", "entry"]\nCMD ["of", "image"]\n',
        });
        const says = async (order: object) => {
            const heard: string[] = [];
            await (
                await fixture.run(image, { ...order, log: (line) => heard.push(line) })
            ).ended;
            return heard.slice(1).join("\n");
        };
        assert.equal(await says({}), "entry of image");
        assert.equal(await says({ command: ["of", "task"] }), "entry of task");
        assert.equal(await says({ entryPoint: ["echo"] }), "");
        assert.equal(
            await says({
                env: { B: "task" },
                entryPoint: ["sh", "-c"],
                command: ["echo $A $B $(id -u) $(pwd) $HOME $$"],
            }),
            "image task 1000 /work /home/node 1",
        );
        await assert.rejects(
            fixture.run(await fixture.build({ Dockerfile: "FROM scratch\n" })),
            /neither a command nor an entry point/,
        );
        await assert.rejects(fixture.run("nginx:1"), /cannot stand in for nginx:1/);
    });

    it("cannot reach this machine's network, or another container's files", async () => {
        const server = createServer((_, response) => response.end("host")).listen(0, "127.0.0.1");
        await once(server, "listening");
        const { port } = server.address() as AddressInfo;
        const image = await fixture.build({ Dockerfile: "FROM node:20\n" });
        const fetched = `fetch("http://127.0.0.1:${port}/").then(() => console.log("reached"), (e) => console.log(e.cause.code))`;
        assert.equal(await fixture.output(image, `echo mine >/tmp/mine; node -e '${fetched}'`), "ECONNREFUSED");
        assert.equal(await fixture.output(image, "ls /tmp; ls /work /root/.npmrc 2>/dev/null"), "");
        server.close();
    });

    it("mutant: with this machine's network it would reach it", async () => {
        const runtime = "rehearsal/containers/runtimes/namespace";
        const { ProcessEngine: Wrong } = mutated<{ ProcessEngine: typeof ProcessEngine }>(
            "rehearsal/containers/process",
            runtime,
            [`network = "own"`, `network = "host"`],
        );
        fixture.use(new Wrong(fixture.account));
        const server = createServer((_, response) => response.end("host")).listen(0, "127.0.0.1");
        await once(server, "listening");
        const image = await fixture.build({ Dockerfile: "FROM node:20\n" });
        const { port } = server.address() as AddressInfo;
        assert.equal(
            await fixture.output(
                image,
                `node -e 'fetch("http://127.0.0.1:${port}/").then(() => console.log("reached"))'`,
            ),
            "reached",
        );
        server.close();
    });

    it("stops by the image's signal, and by force after the grace", async () => {
        const trap = (signal: string) => `trap "exit 9" ${signal}; echo ready; while :; do sleep 0.05; done`;
        const stopped = async (dockerfile: string, graceMs: number) => {
            const image = await fixture.build({ Dockerfile: dockerfile });
            let ready: () => void;
            const isReady = new Promise<void>((done) => (ready = done));
            const container = await fixture.run(image, { log: (line) => line === "ready" && ready() });
            await isReady;
            await container.stop(graceMs);
            return container.ended;
        };
        assert.equal(await stopped(`FROM busybox\nCMD ${trap("TERM")}\n`, 5000), 9);
        assert.equal(await stopped(`FROM busybox\nSTOPSIGNAL SIGUSR1\nCMD ${trap("USR1")}\n`, 5000), 9);
        // As process 1 it does not even notice SIGTERM, as in any container.
        assert.equal(await stopped("FROM busybox\nCMD echo ready; while :; do sleep 0.05; done\n", 300), 137);
    });

    it("does all of this in a folder with a blank, and says where a path is too long for a socket", async () => {
        const other = new ContainerFixture({ folder: mkdtempSync(join(fixture.folder, "a 'b\\ ")) });
        const deep = new ContainerFixture({ folder: mkdtempSync(join(fixture.folder, "d".repeat(100))) });
        try {
            const image = await other.build({
                Dockerfile: "FROM busybox\nRUN echo x >/x\nFROM busybox\nCOPY --from=0 x /y\n",
            });
            const container = await other.run(image, {
                command: ["sh", "-c", "cat /y >/health && httpd -f -p 80 -h /"],
                port: 80,
            });
            assert.equal((await ask(container, "/health")).body, "x\n");
            await assert.rejects(
                deep.run(BUSYBOX, { port: 80 }),
                /is longer than the 107 letters a socket's path may have; move the project/,
            );
        } finally {
            await Promise.all([other.close(), deep.close()]);
        }
    });

    it("leaves nothing of itself: no process, no mount, no socket", async () => {
        const image = await fixture.build({
            Dockerfile: "FROM node:20\nCOPY server.cjs /\nCMD node /server.cjs & sleep 100000 & wait",
            "server.cjs": SERVER,
        });
        const container = await fixture.run(image, { port: 8080, env: { OF: fixture.folder } });
        await ask(container);
        assert.ok(
            processesOf(fixture.folder).length >= 4,
            "at least a shell, a server, something asleep and the relay",
        );
        await container.stop(0);
        assert.deepEqual(await nothingLeft(fixture.folder), []);
        assert.deepEqual(readdirSync(join(fixture.folder, "containers/sockets")), []);
    });

    it("is gone when its engine is killed, and the next engine starts over", async function () {
        this.timeout(120_000); // another process has to load the engine first
        const engine = spawn(
            process.execPath,
            ["-r", join(__dirname, "../../../bin/typescript.cjs"), join(__dirname, "killed-engine.ts"), fixture.folder],
            { stdio: ["ignore", "pipe", "inherit"] },
        );
        const [words] = (await once(engine.stdout, "data")) as [Buffer];
        const address = JSON.parse(String(words)) as Container["address"];
        assert.equal((await ask({ address } as Container)).body, "GET 0");
        engine.kill("SIGKILL");
        await once(engine, "exit");
        assert.deepEqual(await nothingLeft(fixture.folder), []);
        assert.ok(!readFileSync("/proc/self/mounts", "utf8").includes(fixture.folder));
        assert.match(await fixture.output(BUSYBOX, "echo again"), /(^|\n)again$/);
    });
});

/** Processes that have to do with a folder: their words or their environment name it. */
function processesOf(folder: string): readonly string[] {
    return readdirSync("/proc").filter((id) => {
        if (!/^\d+$/.test(id) || Number(id) === process.pid) return false;
        try {
            return ["cmdline", "environ"].some((file) =>
                readFileSync(join("/proc", id, file), "utf8").includes(folder),
            );
        } catch {
            return false;
        }
    });
}

/** Whoever is being killed may need a moment. */
async function nothingLeft(folder: string): Promise<readonly string[]> {
    for (let attempt = 0; attempt < 500 && processesOf(folder).length > 0; attempt += 1) await sleep(20);
    return processesOf(folder);
}
