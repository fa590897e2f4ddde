import * as assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { contain, isolationSupport, type Containment } from "../../../rehearsal/sandbox/contain";
import { warningOf } from "../../../rehearsal/sandbox/isolation-support";
import { endpoint } from "../../../rehearsal/sandbox/endpoint";
import { environmentOf } from "../../../rehearsal/sandbox/environment";
import { skipBecause } from "../../support/skip";

const KINDS = [true, false];
const named = (isolated: boolean) => (isolated ? "in namespaces" : "as a plain process");

describe("what other people's text runs in", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "fairlead-contain-"));
        mkdirSync(join(folder, "tmp"));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    const ran = async (script: string, more: Partial<Containment> = {}) => {
        const lines: string[] = [];
        const child = contain(["bash", "-c", script], {
            cwd: folder,
            env: environmentOf({ home: folder, tmp: join(folder, "tmp") }),
            writable: [folder],
            tmp: join(folder, "tmp"),
            log: (line) => lines.push(line),
            ...more,
        });
        child.stdin.end("piped\n");
        return { ...(await child.ended), lines };
    };

    for (const isolated of KINDS) {
        describe(named(isolated), () => {
            before(function () {
                if (isolated && !isolationSupport().namespaces) skipBecause(this, "no namespaces");
            });

            it("gives the exit status, standard input, and every line, the last one unfinished", async () => {
                const { code, lines } = await ran("cat; echo out; echo err >&2; printf end; exit 3", { isolated });
                assert.equal(code, 3);
                assert.deepEqual([...lines].sort(), ["end", "err", "out", "piped"]);
            });

            it("knows nothing of the engine's environment", async () => {
                process.env["AWS_SECRET_ACCESS_KEY"] = "a real one";
                process.env["NPM_TOKEN"] = "another";
                try {
                    const { lines } = await ran("env", { isolated });
                    assert.ok(
                        !lines.join().includes("a real one") && !lines.join().includes("another"),
                        lines.join("\n"),
                    );
                    for (const line of [`HOME=${folder}`, "AWS_EC2_METADATA_DISABLED=true"])
                        assert.ok(lines.includes(line), line);
                    assert.ok(lines.some((line) => line.startsWith("AWS_ENDPOINT_URL=http://127.0.0.1:")));
                } finally {
                    delete process.env["AWS_SECRET_ACCESS_KEY"];
                    delete process.env["NPM_TOKEN"];
                }
            });

            it("leaves nothing running: what ends leaves no children, what is stopped neither", async () => {
                await ran(`sleep 300 & echo $! >pid; echo started`, { isolated });
                assert.deepEqual(sleepers(folder), []);
                const child = contain(["bash", "-c", "trap '' TERM; sleep 300 & wait; wait"], {
                    cwd: folder,
                    env: environmentOf({ home: folder, tmp: folder }),
                    writable: [folder],
                    log: () => undefined,
                    isolated,
                });
                await pause(100);
                await child.stop(50);
                assert.deepEqual(sleepers(folder), []);
            });

            it("asks to end before it insists", async () => {
                const lines: string[] = [];
                const child = contain(
                    ["bash", "-c", "trap 'echo asked; exit 0' TERM; echo up; while :; do sleep 0.05; done"],
                    {
                        cwd: folder,
                        env: environmentOf({ home: folder, tmp: folder }),
                        writable: [folder],
                        log: (line) => lines.push(line),
                        isolated,
                    },
                );
                while (!lines.includes("up")) await pause(10);
                await child.stop(5000);
                assert.ok(lines.includes("asked"), lines.join());
            });

            it("is gone when the engine is killed, with all it has started", async () => {
                const engine = spawn(
                    process.execPath,
                    [
                        "-r",
                        join(__dirname, "../../../bin/typescript.cjs"),
                        join(__dirname, "engine.ts"),
                        folder,
                        String(isolated),
                    ],
                    { stdio: ["ignore", "pipe", "inherit"] },
                );
                await new Promise((resolve) => engine.stdout.once("data", resolve));
                assert.equal(sleepers(folder).length, 2);
                engine.kill("SIGKILL");
                for (let waited = 0; sleepers(folder).length > 0 && waited < 100; waited++) await pause(20);
                assert.deepEqual(sleepers(folder), []);
            });
        });
    }

    describe("in namespaces only", () => {
        before(function () {
            if (!isolationSupport().namespaces) skipBecause(this, "no namespaces");
        });

        it("reads the host and writes to its own folders; /tmp is one of them", async () => {
            const other = mkdtempSync(join(tmpdir(), "fairlead-other-"));
            const home = join(homedir(), `fairlead-written-${process.pid}`);
            try {
                const { lines } = await ran(
                    `echo a >'${home}'; echo b >own; echo c >/tmp/there; ls '${other}'; test -r /etc/passwd && echo reads`,
                );
                assert.ok(lines.includes("reads"));
                assert.equal(existsSync(home), false);
                assert.equal(readFileSync(join(folder, "own"), "utf8"), "b\n");
                assert.equal(readFileSync(join(folder, "tmp", "there"), "utf8"), "c\n");
                assert.equal(existsSync("/tmp/there"), false);
            } finally {
                rmSync(other, { recursive: true });
                rmSync(home, { force: true });
            }
        });

        it("keeps what it may read below /tmp, and may not write it", async () => {
            const other = mkdtempSync(join(tmpdir(), "fairlead-other-"));
            // Where root rehearses, a job is a user that nothing of this machine belongs to.
            chmodSync(other, 0o755);
            writeFileSync(join(other, "file"), "held\n");
            try {
                const { lines } = await ran(`cat '${other}/file'; echo x >'${other}/file'`, { readable: [other] });
                assert.equal(lines[0], "held");
                assert.match(lines[1] ?? "", /Read-only file system/);
            } finally {
                rmSync(other, { recursive: true });
            }
        });

        it("sees no keys of whoever rehearses", async () => {
            const { lines } = await ran(
                `cat "${homedir()}"/.ssh/* "${homedir()}"/.aws/* 2>/dev/null; ls /run/docker.sock 2>/dev/null && test -S /run/docker.sock && echo socket; echo end`,
            );
            assert.deepEqual(
                lines.filter((line) => line !== "/run/docker.sock"),
                ["end"],
            );
        });

        it("has a network of its own where it asks for one", async function () {
            if (!isolationSupport().network) skipBecause(this, "no namespaces");
            const server = createServer();
            await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
            const address = ["127.0.0.1", String((server.address() as AddressInfo).port)];
            const script = `(exec 3<>/dev/tcp/${address.join("/")}) 2>/dev/null && echo reached; echo end`;
            assert.deepEqual((await ran(script, { network: "own" })).lines, ["end"]);
            assert.deepEqual(
                (await ran(script)).lines,
                ["reached", "end"],
                "the same reaches it on the host's network",
            );
            server.close();
        });

        it("mutant: without namespaces the same text writes to the host", async () => {
            const { lines } = await ran("echo b >/tmp/fairlead-mutant && echo written", { isolated: false });
            assert.deepEqual(lines, ["written"]);
            assert.equal(existsSync("/tmp/fairlead-mutant"), true);
            rmSync("/tmp/fairlead-mutant");
        });
    });

    it("passes on how the network is reached, and not as whom", () => {
        const before = { ...process.env };
        Object.assign(process.env, { HTTPS_PROXY: "http://proxy:3128", PIP_INDEX_URL: "https://me:secret@index" });
        try {
            const env = environmentOf({ home: folder, tmp: folder });
            assert.equal(env["HTTPS_PROXY"], "http://proxy:3128");
            assert.equal(env["PIP_INDEX_URL"], undefined);
        } finally {
            process.env = before;
        }
    });

    it("is warned of where there are no namespaces, and only there", () => {
        const isolated = { namespaces: true, overlay: false, network: true, user: true };
        assert.equal(warningOf(isolated), undefined);
        assert.match(String(warningOf({ ...isolated, network: false })), /can reach its local ports/);
        assert.match(String(warningOf({ ...isolated, namespaces: false })), /can read and write whatever you can/);
    });

    it("refuses a root folder and a network of its own without namespaces", () => {
        const options = { cwd: folder, env: {}, log: () => undefined, isolated: false };
        assert.throws(
            () => contain(["true"], { ...options, prepare: "true" }),
            /not rehearsed: a root folder of its own/,
        );
        assert.throws(() => contain(["true"], { ...options, network: "own" }), /not rehearsed: a network of its own/);
    });

    it("answers SDKs in their own dialects that this call is not rehearsed", async () => {
        await new Promise((resolve) => endpoint.listen(0, "127.0.0.1", () => resolve(undefined)));
        const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`;
        const signed = (service: string) => ({
            authorization: `AWS4-HMAC-SHA256 Credential=AKIA/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
        });
        const ask = async (path: string, init: RequestInit) => {
            const response = await fetch(`${url}${path}`, init);
            return `${response.status} ${await response.text()}`;
        };
        assert.match(await ask("/", { headers: signed("s3") }), /^400 <Error>.*not rehearsed: s3:ListBuckets/);
        assert.match(
            await ask("/b/k", { headers: signed("s3"), method: "PUT", body: "x" }),
            /not rehearsed: s3:PutObject/,
        );
        assert.match(
            await ask("/", {
                headers: signed("sts"),
                method: "POST",
                body: "Action=GetCallerIdentity&Version=2011-06-15",
            }),
            /<ErrorResponse>.*not rehearsed: sts:GetCallerIdentity/,
        );
        const target = { ...signed("ecr"), "x-amz-target": "AmazonEC2ContainerRegistry_V20150921.DescribeImages" };
        assert.match(
            await ask("/", { headers: target, method: "POST", body: "{}" }),
            /"message":"not rehearsed: ecr:DescribeImages"/,
        );
        endpoint.close();
    });
});

/** Processes of this test, by the folder they were started in. */
function sleepers(folder: string): readonly string[] {
    const { stdout } = spawnSync("ps", ["-eo", "pid=,stat=,args="], { encoding: "utf8" });
    return stdout
        .split("\n")
        .filter((line) => /sleep 300/.test(line) && !/ Z/.test(line) && !line.includes("bash"))
        .filter((line) => cwdOf(line.trim().split(" ")[0] ?? "").startsWith(folder));
}

function cwdOf(pid: string): string {
    return spawnSync("readlink", [`/proc/${pid}/cwd`], { encoding: "utf8" }).stdout.trim();
}
