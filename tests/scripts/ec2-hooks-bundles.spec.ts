import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";

import { hooksOf } from "../../components/targets/ec2/documents/hooks";
import { needTools } from "./fixture";
import { hook, settings } from "./hooking";
import { play } from "./on-host";

/** Nobody listens at the port. https://curl.se/docs/manpage.html#7 */
const FREE = { curl: "exit 7" };

describe("hooks of bundles", function () {
    this.timeout(60_000);
    before(function () {
        needTools(this, "bash", "python3");
    });

    const unit = { "/etc/systemd/system/fairlead-app.service": "[Service]\n" };

    it("stop what runs, for good", () => {
        const { code, calls } = hook("bundle", "stop.sh", { files: unit });
        assert.equal(code, 0);
        assert.deepEqual(calls, ["systemctl disable fairlead-app", "systemctl stop fairlead-app"]);
    });

    it("succeed in stopping where nothing runs, and where systemd fails: the next release must not be held up", () => {
        assert.deepEqual(hook("bundle", "stop.sh").calls, []);
        assert.equal(hook("bundle", "stop.sh").code, 0);
        assert.equal(hook("bundle", "stop.sh", { files: unit, programs: { systemctl: "exit 1" } }).code, 0);
    });

    it("mutant: a stop that fails", () => {
        const mutant = ["systemctl stop fairlead-app || true", "systemctl stop fairlead-app"] as const;
        const failing = { files: unit, programs: { systemctl: "exit 1" }, mutant };
        assert.notEqual(hook("bundle", "stop.sh", failing).code, 0);
    });

    it("hand the application to systemd, under a name that may change nothing", () => {
        const { code, said, calls, file } = hook(
            "bundle",
            "start.sh",
            {
                files: { "/etc/systemd/system/other.service": "" },
                programs: FREE,
            },
            { PORT: "8080" },
        );
        assert.equal(code, 0, said);
        assert.deepEqual(
            calls.map((call) => call.split(" ", 2).join(" ")),
            ["systemctl stop", "curl --silent", "systemctl daemon-reload", "systemctl enable", "systemctl start"],
        );
        assert.match(file("/etc/systemd/system/fairlead-app.service") ?? "", /^User=app$/m);
        assert.equal(file("/etc/systemd/system/fairlead-app.service.d/port.conf"), undefined);
    });

    it("start nothing where another program has its port", () => {
        for (const curl of ["exit 0", "exit 28", "exit 52"]) {
            const { code, said, calls } = hook("bundle", "start.sh", { programs: { curl } });
            assert.equal(code, 1);
            assert.match(said, /^asked for port 80 of this machine, another program listens there/);
            assert.ok(!calls.includes("systemctl start fairlead-app"));
        }
    });

    it("let it have a port below 1024, and that alone", () => {
        const { code, said, file } = hook("bundle", "start.sh", {
            files: { "/etc/systemd/system/o.service": "" },
            programs: FREE,
        });
        assert.equal(code, 0, said);
        assert.equal(
            file("/etc/systemd/system/fairlead-app.service.d/port.conf"),
            "[Service]\nAmbientCapabilities=CAP_NET_BIND_SERVICE\n",
        );
    });

    it("make the application's name once", () => {
        const programs = { id: "exit 1" };
        assert.ok(hook("bundle", "before.sh", { programs }).calls.some((call) => call.startsWith("useradd")));
        assert.ok(
            !hook("bundle", "before.sh", { programs: { id: "" } }).calls.some((call) => call.startsWith("useradd")),
        );
    });

    it("give it the variables of the settings, to the letter, and its command", () => {
        const files = hooksOf("bundle");
        const { code, said, file } = play(files["fairlead/run.sh"] ?? "", {
            cwd: "/app",
            files: {
                "/app/fairlead/deploy.env": settings({ START: "printenv GREETING PORT >said" }),
                "/app/fairlead/app.env": 'PORT=8080\nGREETING=it\'s $(id) "here"  # not a comment\n',
            },
        });
        assert.equal(code, 0, said);
        assert.equal(file("/app/said"), 'it\'s $(id) "here"  # not a comment\n8080\n');
    });

    it("bring a placeholder that answers the health path and nothing else", async () => {
        const port = await freePort();
        const placeholder = spawn(
            "python3",
            [join(__dirname, "../../components/targets/ec2/hooks/bundle/placeholder.py")],
            {
                env: { ...process.env, PORT: String(port), HEALTH_PATH: "/up/health" },
                stdio: "ignore",
            },
        );
        try {
            assert.deepEqual(await answers(port, "/up/health"), [200, "waiting-for-first-release\n"]);
            assert.equal((await answers(port, "/up/health?deep=1"))[0], 200);
            assert.equal((await answers(port, "/"))[0], 404);
        } finally {
            await ended(placeholder);
        }
    });
});

async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    server.close();
    await once(server, "close");
    return typeof address === "object" && address ? address.port : 0;
}

async function answers(port: number, path: string): Promise<[status: number, text: string]> {
    for (let attempt = 0; ; attempt += 1) {
        try {
            const response = await fetch(`http://127.0.0.1:${port}${path}`);
            return [response.status, await response.text()];
        } catch (error) {
            if (attempt === 100) throw error;
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
    }
}

async function ended(process: ChildProcess): Promise<void> {
    const exit = once(process, "exit");
    process.kill();
    await exit;
}
