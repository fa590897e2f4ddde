// What a job finds when it looks for a way out of its root, and what it sees of the machine.
import * as assert from "node:assert/strict";
import {
    chmodSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    realpathSync,
    rmSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { contain, isolationSupport } from "../../../rehearsal/sandbox/contain";
import { bindOptions, closed, rangeIn } from "../../../rehearsal/sandbox/this-machine";
import { toolchain } from "../../../rehearsal/sandbox/toolchain";
import { mutated } from "../../support/mutant";
import { skipBecause } from "../../support/skip";

describe("the root of a job", () => {
    let folder: string;
    beforeEach(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), "fairlead-root-")))));
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    describe("in namespaces", () => {
        before(function () {
            if (!isolationSupport().namespaces) skipBecause(this, "no namespaces");
        });

        const ran = async (script: string, into = contain) => {
            const lines: string[] = [];
            const tmp = join(folder, "tmp");
            mkdirSync(tmp, { recursive: true });
            const env = { PATH: process.env.PATH ?? "", HOME: "/tmp" };
            // Never without walls, also where a mutant leaves none: what is tried here would be done to this machine.
            const how = { cwd: "/tmp", env, tmp, isolated: true, log: (line: string) => lines.push(line) };
            await into(["bash", "-c", script], how).ended;
            return lines;
        };
        const nothing: Readonly<Record<string, string>> = {
            "has no right, and cannot get one":
                "grep -E 'Cap(Prm|Eff|Bnd|Amb):' /proc/self/status | grep -v 0000000000000000; grep -q 'NoNewPrivs:.*1' /proc/self/status || echo more",
            "cannot change what is mounted":
                "for way in 'mount -o remount,rw /usr' 'umount /usr' 'umount /proc' 'mount --bind /usr /tmp' 'mount -t tmpfs none /tmp'; do $way 2>/dev/null && echo $way; done",
            "cannot make namespaces, in which it would have rights":
                "unshare --user true 2>/dev/null && echo user; unshare --mount true 2>/dev/null && echo mount",
            "makes no device":
                "mknod /tmp/mem c 1 1 2>/dev/null && echo made; find /dev -type b; ls /dev | grep -vxE 'null|zero|full|random|urandom|tty|fd|stdin|stdout|stderr|shm|pts|ptmx'",
            "sees nothing of home, of services, of other jobs":
                "find /home /run /var /media /mnt /srv /boot /work /var/lib -type f 2>/dev/null; find /root -maxdepth 1 -type f",
            "cannot look into what started it":
                "cat /proc/1/environ /proc/1/mem /proc/1/root/etc/passwd 2>/dev/null; ls /proc/1/cwd/ 2>/dev/null; readlink /proc/1/fd/0",
            "has no terminal to type into": "(exec 3<>/dev/tty) 2>/dev/null && echo terminal",
            "changes no setting of the kernel":
                "for file in /proc/sys/kernel/core_pattern /proc/sys/kernel/hostname /proc/sysrq-trigger /proc/sys/user/max_user_namespaces; do (echo x >$file) 2>/dev/null && echo $file; done",
            "knows no users of this machine":
                "ls /etc/shadow /etc/machine-id /etc/sudoers /etc/ssh 2>/dev/null; grep -vE '^(root|nobody):' /etc/passwd",
        };
        for (const [what, script] of Object.entries(nothing))
            it(what, async () => assert.deepEqual(await ran(`${script}; echo end`), ["end"]));

        it("is nobody outside where root rehearses, and an ordinary user stays one", async () => {
            await ran("echo mine >/tmp/mine");
            const outside = statSync(join(folder, "tmp", "mine")).uid;
            assert.equal(outside, process.getuid?.() === 0 ? 100_000 : process.getuid?.());
            assert.deepEqual(await ran("id -u"), ["0"]);
        });

        it("takes in processes that lose their parent, so that waiting for them ends", async () => {
            const script =
                '(sh -c "sleep 0.1" & echo $! >/tmp/pid); for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$(cat /tmp/pid)" 2>/dev/null || { echo gone; break; }; sleep 0.1; done';
            assert.deepEqual(await ran(script), ["gone"]);
        });

        // What is asked here only looks.
        const weaker: Readonly<
            Record<string, readonly [mistake: readonly [string, string], asks: string, finds: string]>
        > = {
            "without dropping rights, it has them": [
                ['capabilities: "-all"', 'capabilities: "+all"'],
                "grep -q 'CapEff:.*0000000000000000' /proc/self/status || echo rights",
                "rights",
            ],
            "where programs may give rights, they would": [
                ["--no-new-privs ", ""],
                "grep -q 'NoNewPrivs:.*1' /proc/self/status || echo more",
                "more",
            ],
            "where namespaces are not forbidden, it makes some": [
                ["echo 0 >/proc/sys/user/max_user_namespaces; ", ""],
                "unshare --user true 2>/dev/null && echo user",
                "user",
            ],
        };
        for (const [what, [mistake, asks, finds]] of Object.entries(weaker))
            it(`mutant: ${what}`, async () => {
                const { contain: wrong } = mutated<{ contain: typeof contain }>(
                    "rehearsal/sandbox/contain",
                    "rehearsal/sandbox/enter",
                    mistake,
                );
                assert.deepEqual(await ran(`${asks}; true`), []);
                assert.deepEqual(await ran(`${asks}; true`, wrong), [finds]);
            });
    });

    it("shows what languages need below a home folder, and nothing beside it", () => {
        const home = join(folder, "home");
        const put = (path: string) => {
            mkdirSync(dirname(join(home, path)), { recursive: true });
            writeFileSync(join(home, path), "#!/bin/sh\n");
            chmodSync(join(home, path), 0o755);
        };
        for (const path of [
            ".nvm/versions/node/v20/bin/node",
            ".pyenv/shims/python3",
            ".cargo/bin/cargo",
            ".cargo/credentials.toml",
        ])
            put(path);
        for (const path of [
            "app/bin/run",
            "app/.env",
            ".vault-token",
            "tools/jdk/bin/java",
            "tools/jdk/release",
            "other/tool/x",
        ])
            put(path);
        mkdirSync(join(home, ".local/bin"), { recursive: true });
        symlinkSync("../../other/tool/x", join(home, ".local/bin/x"));
        const path = [
            ".nvm/versions/node/v20/bin",
            ".pyenv/shims",
            ".cargo/bin",
            "app/bin",
            "tools/jdk/bin",
            ".local/bin",
            ".",
        ];
        const shown = toolchain({
            path: ["/usr/bin", "relative", ...path.map((name) => join(home, name))].join(":"),
            home,
            node: "/usr/bin/node",
            certificates: ["/etc/ssl/certs", join(home, ".vault-token")],
        });
        const expected = [
            ".cargo/bin",
            ".local/bin",
            ".nvm",
            ".pyenv",
            ".vault-token",
            "app/bin",
            "other/tool/x",
            "tools/jdk",
        ];
        assert.deepEqual(shown.map(({ at }) => at.slice(home.length + 1)).sort(), expected);
    });

    it("gives away a range of ids that is somebody's to give", () => {
        assert.deepEqual(rangeIn("         0          0 4294967295\n"), { first: 100_000, count: 65_536 });
        assert.deepEqual(rangeIn("0 1000 1\n1 100000 65536\n"), { first: 1, count: 65_536 });
        assert.equal(rangeIn("0 1000 1\n"), undefined);
    });

    it("closes what is mounted below what it shows, and is never more generous than the mount it came from", () => {
        const mounted = [
            { at: "/", options: ["rw"] },
            { at: "/opt", options: ["rw", "noexec"] },
            { at: "/opt/a b", options: ["rw"] },
        ];
        assert.equal(bindOptions("/opt", mounted), "rbind,nosuid,nodev,noexec,ro");
        assert.equal(bindOptions("/opt/a b/c", mounted), "bind,nosuid,nodev,ro");
        assert.equal(bindOptions("/usr", mounted, true), "bind,nosuid,nodev");
        assert.deepEqual(closed("/opt", "/sys/opt", mounted), ["mount -o remount,bind,ro,nosuid,nodev '/sys/opt/a b'"]);
        assert.equal(existsSync("/opt/a b"), false);
    });
});
