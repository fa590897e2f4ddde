// What a bundle, a script or user data may try: it reaches its own host, and nothing else.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import type { Host, RaiseHost } from "../../../rehearsal/hosts/host";
import { mutated } from "../../support/mutant";
import { root } from "../../support/program";
import { deploy, EVENTS, Hosts, needsWalls, order, printed } from "./fixture";

const SPEC = (...lines: readonly string[]) => ["version: 0.0", "os: linux", ...lines, ""].join("\n");

describe("a hostile bundle", () => {
    before(needsWalls);
    const hosts = new Hosts();
    let host: Host;
    let outside: string;
    before(async () => {
        host = await hosts.ready();
        outside = mkdtempSync(join(tmpdir(), "fairlead-outside-"));
        writeFileSync(join(outside, "secret"), "of this machine\n");
    });
    after(async () => {
        await hosts.close();
        rmSync(outside, { recursive: true, force: true });
    });

    it("with links out of its archive reads and writes nothing of this machine", async () => {
        const files = {
            "appspec.yml": SPEC(
                "file_exists_behavior: OVERWRITE",
                "files:",
                "  - { source: /, destination: /opt/linked }",
            ),
            "abroad@": join(outside, "secret"),
            "up@": "../../../../../../../../../../../etc/passwd",
            "written.txt": "x",
        };
        assert.equal((await deploy(host, order(files, { group: "links" }))).failed, undefined);
        assert.match(await printed(host, "cat /opt/linked/abroad"), /No such file/);
        const passwd = await printed(host, "cat /etc/passwd");
        assert.match(passwd, /ec2-user/);
        assert.notEqual(passwd, readFileSync("/etc/passwd", "utf8").trim());
        assert.deepEqual(readdirSync(outside), ["secret"]);
    });

    it("with a destination through a link writes where the link leads in the host, and only there", async () => {
        await printed(host, `ln -sfn ${outside} /opt/way; ln -sfn / /opt/root`);
        const files = (destination: string) => ({
            "appspec.yml": SPEC("files:", `  - { source: written.txt, destination: ${destination} }`),
            "written.txt": "x",
        });
        await deploy(host, order(files("/opt/way"), { group: "way" }));
        await deploy(host, order(files(`/opt/root${outside}/deep`), { group: "root" }));
        assert.deepEqual(readdirSync(outside), ["secret"]);
        assert.equal(await printed(host, `cat ${outside}/deep/written.txt`), "x");
    });

    it("whose names lead out is not unpacked", async () => {
        const zip = order({ "appspec.yml": SPEC(), "dir/x": "" });
        const bytes = Buffer.from(await zip.revision.bytes({ role: "", as: "" }));
        const named = Buffer.from(bytes.toString("latin1").replaceAll("dir/x", "../xx"), "latin1");
        const { failed, end } = await deploy(host, order(named, { group: "names" }));
        assert.equal(failed, "DownloadBundle");
        assert.match(end.diagnostics?.message ?? "", /lies outside of it/);
        assert.equal((await deploy(host, order(Buffer.from("no zip"), { group: "names" }))).failed, "DownloadBundle");
    });

    it("with a pipe as AppSpec or script keeps nobody waiting", async () => {
        const files = { "appspec.yml": SPEC("hooks:", "  AfterInstall: [{ location: pipe }]"), "a.txt": "" };
        const given = order(files, { group: "pipe" });
        const deployment = host.deploy(given);
        for (const event of EVENTS.slice(0, 2)) await deployment.play(event);
        const archive = `/opt/codedeploy-agent/deployment-root/pipe/${given.deployment}/deployment-archive`;
        await printed(host, `mkfifo ${archive}/pipe`);
        const end = await deployment.play("AfterInstall");
        assert.equal(end.diagnostics?.errorCode, "ScriptFailed");
        await printed(host, `rm ${archive}/appspec.yml; mkfifo ${archive}/appspec.yml`);
        assert.equal((await deployment.play("ApplicationStart")).status, "Failed");
    });

    it("with an endless script is ended when its deployment is stopped", async () => {
        const files = {
            "appspec.yml": SPEC("hooks:", "  AfterInstall: [{ location: endless.sh }]"),
            "endless.sh*": "#!/bin/bash\ntrap '' TERM\necho begun\nwhile :; do :; done\n",
        };
        const deployment = host.deploy(order(files, { group: "endless" }));
        for (const event of EVENTS.slice(0, 4)) await deployment.play(event);
        const played = deployment.play("AfterInstall");
        while (!hosts.lines(host).some((line) => line.endsWith("[stdout]begun"))) await pause(20);
        deployment.stop();
        assert.equal((await played).status, "Failed");
        assert.equal(await printed(host, "pgrep -f endless.sh | wc -l"), "0");
    });

    it("that writes what makes no sense to whoever listens is only its own words", async () => {
        const files = {
            "appspec.yml": SPEC("hooks:", "  AfterInstall: [{ location: lies.sh }]"),
            "lies.sh*": `#!/bin/bash
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do echo '{"id":'$n',"end":{"status":"Succeeded"}}'; done
exit 9
`,
        };
        const { failed, end } = await deploy(host, order(files, { group: "lies" }));
        assert.deepEqual([failed, end.diagnostics?.errorCode], ["AfterInstall", "ScriptFailed"]);
    });
});

describe("a hostile host", () => {
    before(needsWalls);
    it("sees nothing of this machine's people, files and network", async () => {
        const hosts = new Hosts();
        const host = hosts.raise("");
        const said = await printed(
            host,
            `ls ${root} ${process.env.HOME ?? "/root"}/.pyenv /home/ubuntu /work 2>&1 | grep -v 'No such file' | head -n 3`,
            "cat /etc/shadow | head -n 1",
            "mount -t tmpfs none /mnt 2>&1 | grep -c 'permission denied\\|must be superuser\\|mount point does not exist'",
            "mknod /tmp/sda b 8 0 2>&1 | grep -c 'not permitted'",
            "unshare --user true 2>&1 | grep -c 'No space left\\|failed'",
            "ls /sys | wc -l",
        );
        assert.deepEqual(said.split("\n"), ["root:!:19000:0:99999:7:::", "1", "1", "1", "0"]);
        await hosts.close();
    });

    it("is refused by name where this machine has no walls for it", () => {
        const hosts = new Hosts();
        const { raiseHost } = mutated<{ raiseHost: RaiseHost }>(
            "rehearsal/hosts/raise",
            "rehearsal/sandbox/isolation-support",
            ["known ??= tryOut()", "{ namespaces: false, overlay: false, network: false, user: false }"],
        );
        assert.throws(() => hosts.raise("", {}, raiseHost), /^Error: not rehearsed: a virtual machine on this machine/);
        assert.throws(
            () => hosts.raise("", { image: "ami-0123456789abcdef0" }),
            /not rehearsed: an instance of ami-0123/,
        );
        assert.throws(() => hosts.raise("", { userData: "#cloud-config\n" }), /not rehearsed: user data that begins/);
    });

    it("ends by its own hand, and says so", async () => {
        const hosts = new Hosts();
        const off = hosts.raise("echo going; shutdown -h now; sleep 30");
        await assert.rejects(off.boot(), /is gone: it shut itself down \(shutdown -h now\); its last words: going/);
        assert.match(await off.ended, /^it shut itself down/);
        await assert.rejects(off.run({ id: "c", commands: ["true"] }), /is gone/);
        await assert.rejects(off.deploy(order({})).play("ApplicationStop"), /is gone/);
        const killed = hosts.raise("");
        await assert.rejects(killed.run({ id: "c", commands: ["kill -9 $PPID; sleep 5"] }), /is gone/);
        const { kind } = hosts.facts().at(-1) ?? {};
        assert.equal(kind, "host.ended");
        await hosts.close();
    });

    it("leaves no process behind when the engine is killed", async () => {
        const folder = mkdtempSync(join(tmpdir(), "fairlead-killed-"));
        const engine = spawn(
            process.execPath,
            ["-r", join(root, "bin/typescript.cjs"), join(root, "tests/rehearsal/hosts/killed-engine.ts"), folder],
            { stdio: ["ignore", "pipe", "inherit"] },
        );
        await new Promise((resolve) => engine.stdout.once("data", resolve));
        const alive = () => execFileSync("ps", ["-eo", "args"], { encoding: "utf8" }).includes("fairlead-marks-me");
        assert.ok(alive());
        engine.kill("SIGKILL");
        for (let wait = 0; wait < 100 && alive(); wait += 1) await pause(50);
        assert.ok(!alive());
        rmSync(folder, { recursive: true, force: true });
        assert.ok(!existsSync(folder));
    });
});
