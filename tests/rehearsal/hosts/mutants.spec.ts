// Mistakes that somebody might make in what a host is, each of which is found out.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Host, RaiseHost } from "../../../rehearsal/hosts/host";
import { mutated, mutatedInside } from "../../support/mutant";
import { AGENT, ask, deploy, Hosts, needsWalls, order, printed, who } from "./fixture";

const SPEC = (...lines: readonly string[]) => ["version: 0.0", "os: linux", ...lines, ""].join("\n");
const UNIT = (...lines: readonly string[]) =>
    `printf '[Service]\\n${lines.join("\\n")}\\n[Install]\\nWantedBy=multi-user.target\\n' >/etc/systemd/system/a.service; systemctl start a`;

interface Mutant {
    readonly claim: string;
    readonly file: string;
    readonly mistake: readonly [sound: string, wrong: string];
    readonly script?: string;
    readonly holds: (host: Host, hosts: Hosts) => Promise<boolean>;
}

const MUTANTS: readonly Mutant[] = [
    {
        claim: "no metadata without a token",
        file: "machine/metadata",
        mistake: ["!valid && (given", "false && (given"],
        holds: async (host) =>
            (await printed(host, "curl -sf http://169.254.169.254/latest/meta-data/instance-id")) === "",
    },
    {
        claim: "user data that fails is told, and stops nothing",
        file: "boot",
        mistake: ["code ?? 128", "0"],
        script: "false",
        holds: async (host) => (await host.boot()).code === 1 && (await printed(host, "echo here")) === "here",
    },
    {
        claim: "the agent polls only once it runs",
        file: "agents/package",
        mistake: ['this.service.state === "active"', "true"],
        script: `${AGENT}\nsystemctl stop codedeploy-agent`,
        holds: async (host) => {
            await host.boot();
            return host
                .deploy(order({}))
                .play("ApplicationStop")
                .then(
                    () => false,
                    () => true,
                );
        },
    },
    {
        claim: "a service starts again",
        file: "units/service",
        mistake: ['restart === "always"', 'restart === "never"'],
        script: UNIT("Restart=always", "RestartSec=10ms", 'ExecStart=/bin/sh -c "echo >>/tmp/starts; sleep 0.05"'),
        holds: async (host) => {
            await host.boot();
            return Number(await printed(host, "sleep 0.5; wc -l </tmp/starts")) > 1;
        },
    },
    {
        claim: "a service is its user's",
        file: "units/launch",
        mistake: ["--reuid=", "--ruid=0 --euid="],
        script: UNIT("User=ec2-user", 'ExecStart=/bin/sh -c "id -un >/tmp/who"'),
        holds: async (host) => {
            await host.boot();
            return (await printed(host, "sleep 0.2; cat /tmp/who")) === "ec2-user";
        },
    },
    {
        claim: "an unknown line of a unit is refused",
        file: "units/file",
        mistake: ["unknown.length > 0", "unknown.length > 1"],
        script: `! ( ${UNIT("ProtectHome=yes", "ExecStart=/bin/true")} )`,
        holds: async (host) => (await host.boot()).code === 0,
    },
    {
        claim: "a command ends with its time",
        file: "agents/run-command",
        mistake: ["timeoutSeconds * 1000", "timeoutSeconds * 1000000"],
        holds: async (host) =>
            (await host.run({ id: "c", commands: ["echo on; sleep 3"], timeoutSeconds: 1 })).status === "TimedOut",
    },
    {
        claim: "a command's output is no longer than Systems Manager's",
        file: "agents/run-command",
        mistake: ["out: 24_000", "out: 48_000"],
        holds: async (host) => (await host.run({ id: "c", commands: ["yes | head -c 100000"] })).out.length === 24_000,
    },
    {
        claim: "a script knows its event",
        file: "agents/deployment",
        mistake: ["LIFECYCLE_EVENT: event", 'LIFECYCLE_EVENT: ""'],
        script: AGENT,
        holds: async (host) => {
            await host.boot();
            const files = {
                "appspec.yml": SPEC("hooks:", "  AfterInstall: [{ location: a.sh }]"),
                "a.sh*": '#!/bin/sh\ntest "$LIFECYCLE_EVENT" = AfterInstall\n',
            };
            return (await deploy(host, order(files))).failed === undefined;
        },
    },
    {
        claim: "what listens answers, and only as long as the host is there",
        file: "machine/machine",
        mistake: ["this.room.dial(port)", "this.room.dial(port + 1)"],
        script: UNIT("ExecStart=/usr/bin/python3 -m http.server 8080"),
        holds: async (host) => {
            await host.boot();
            return ask(host, 8080, "/", 60).then(
                ({ status }) => status === 200,
                () => false,
            );
        },
    },
];

describe("a host with a mistake in it", () => {
    before(needsWalls);
    const hosts = new Hosts();
    after(() => hosts.close());
    // Where everybody is root, a service is nobody's.
    const played = MUTANTS.filter(({ file }) => file !== "units/launch" || who("ec2-user") === "ec2-user");
    for (const { claim, file, mistake, script = "", holds } of played)
        it(`mutant: ${claim}`, async () => {
            const sound = hosts.raise(script);
            assert.ok(await holds(sound, hosts), "it does not hold without the mistake either");
            await sound.terminate();
            const { raiseHost } = mutated<{ raiseHost: RaiseHost }>(
                "rehearsal/hosts/raise",
                `rehearsal/hosts/${file}`,
                mistake,
            );
            const wrong = hosts.raise(script, {}, raiseHost);
            assert.ok(!(await holds(wrong, hosts)), "it holds all the same");
            await wrong.terminate();
        });
});

interface Installer {
    install(spec: unknown, at: unknown): void;
}
interface Reader {
    readAppSpec(text: string): { readonly permissions: readonly { readonly mode: number }[] };
}
interface Runner {
    runHooks(event: string, scripts: readonly unknown[], at: unknown): Promise<void>;
    ScriptLog: new (folder: string, tell: (line: string) => void) => { readonly tail: string };
}
const INSIDE = "rehearsal/hosts/inside";

describe("an agent with a mistake in it", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "fairlead-agent-"));
        for (const name of ["archive", "instructions", "target"]) mkdirSync(join(folder, name));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));
    const file = (name: string, text: string, mode = 0o644) => writeFileSync(join(folder, name), text, { mode });
    const rows = (more: object = {}) => ({
        files: [{ source: "/", destination: join(folder, "target") }],
        permissions: [],
        ...more,
    });
    const install = ({ install: play }: Installer, spec: object) =>
        play(spec, {
            archive: join(folder, "archive"),
            instructions: join(folder, "instructions"),
            group: "g",
            behavior: "DISALLOW",
        });
    const installer = (mistake: readonly [string, string]) =>
        mutatedInside<Installer>(`${INSIDE}/install.cjs`, "install.cjs", mistake);
    const NONE = ["class InstallError", "class InstallError"] as const;

    it("mutant: writes over what is in the way", () => {
        file("archive/a", "new");
        file("target/a", "old");
        assert.throws(() => install(installer(NONE), rows()), /already exists at this location/);
        install(installer(['behavior !== "OVERWRITE"', "false"]), rows());
        assert.equal(readFileSync(join(folder, "target/a"), "utf8"), "new");
    });

    it("mutant: leaves what the revision before has brought", () => {
        for (const [wrong, stays] of [
            [NONE, false],
            [["if (!fs.existsSync(cleanup)) return;", "return;"] as const, true],
        ] as const) {
            file("archive/first", "1");
            install(installer(wrong), rows());
            rmSync(join(folder, "archive/first"));
            install(installer(wrong), rows());
            assert.equal(existsSync(join(folder, "target/first")), stays);
        }
    });

    it("mutant: takes an unquoted 0644 for what it looks like", () => {
        const text = "version: 0.0\nos: linux\npermissions:\n  - { object: /a, mode: 0644 }\n";
        const mode = (mistake: readonly [string, string]) =>
            mutatedInside<Reader>(`${INSIDE}/appspec.cjs`, "appspec.cjs", mistake).readAppSpec(text).permissions[0]
                ?.mode;
        assert.equal(mode(["class BadAppSpec", "class BadAppSpec"]), 0o420);
        assert.notEqual(mode(['version: "1.1"', 'version: "1.2"']), 0o420);
    });

    it("mutant: a pattern reaches further down than its folder", () => {
        mkdirSync(join(folder, "archive/sub"));
        file("archive/sub/deep", "");
        const permission = { object: join(folder, "target"), pattern: "*", except: [], type: ["file"], mode: 0o600 };
        const modeOf = () => statSync(join(folder, "target/sub/deep")).mode & 0o777;
        install(installer(NONE), rows({ permissions: [permission] }));
        assert.equal(modeOf(), 0o644);
        const wrong = mutatedInside<Installer>(`${INSIDE}/install.cjs`, "permissions.cjs", [
            'name.includes("/")',
            "false",
        ]);
        install(wrong, rows({ permissions: [permission] }));
        assert.equal(modeOf(), 0o600);
    });

    it("mutant: does not wait until a script's outputs are closed", async () => {
        file("archive/a.sh", "#!/bin/sh\nsleep 2 &\n", 0o755);
        const run = async (mistake: readonly [string, string]) => {
            const { runHooks, ScriptLog } = mutatedInside<Runner>(`${INSIDE}/hooks.cjs`, "hooks.cjs", mistake);
            const log = new ScriptLog(folder, () => undefined);
            const at = { archive: join(folder, "archive"), env: process.env, log, running: () => undefined };
            await runHooks("AfterInstall", [{ location: "a.sh", timeout: 1 }], at);
        };
        await assert.rejects(run(["class ScriptError", "class ScriptError"]), /failed to close STDOUT/);
        await run(["(await within(closed[at], late)) === undefined", "false"]);
    });
});
