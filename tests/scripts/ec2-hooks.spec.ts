import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";

import { parse } from "yaml";

import { hooksOf } from "../../components/targets/ec2/documents/hooks";
import { needTools, programOnPath } from "./fixture";
import { play, type Play, type Played } from "./on-host";

const DIGEST = `sha256:${"0a".repeat(32)}`;
const IMAGE = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/web@${DIGEST}`;
const settings = (more: Record<string, string> = {}): string =>
    Object.entries({
        IMAGE,
        PLACEHOLDER: "false",
        PORT: "80",
        CONTAINER_PORT: "8080",
        HEALTH_PATH: "/health",
        START: "true",
        REGISTRY: "111122223333.dkr.ecr.eu-west-1.amazonaws.com",
        REGISTRY_REGION: "eu-west-1",
        ...more,
    })
        .map(([name, value]) => `${name}='${value}'\n`)
        .join("");

/** One hook as the agent runs it, in its revision. */
function hook(carries: "image" | "bundle", name: string, more: Play = {}, given: Record<string, string> = {}): Played {
    const files = hooksOf(carries, carries === "image" ? "ecr" : undefined);
    const script = files[`fairlead/${name}`];
    assert.ok(script !== undefined, `${carries} has no ${name}`);
    const beside = Object.entries(files).map(([path, text]) => [`/revision/${path}`, text]);
    return play(script, {
        cwd: "/revision/fairlead",
        ...more,
        files: {
            ...(Object.fromEntries(beside) as Record<string, string>),
            "/revision/fairlead/deploy.env": settings(given),
            "/revision/fairlead/app.env": "PORT=8080\nGREETING=it's $(id)\n",
            "/revision/fairlead/placeholder.txt": "sh\n-c\nexec httpd -f\n",
            ...more.files,
        },
    });
}

describe("hooks of machines", function () {
    this.timeout(60_000);
    before(function () {
        needTools(this, "bash", "python3", "curl");
    });

    it("are clean to shellcheck", function () {
        needTools(this, "shellcheck");
        const scripts = (["image", "bundle"] as const).flatMap((carries) =>
            Object.entries(hooksOf(carries, "ecr")).filter(([path]) => path.endsWith(".sh")),
        );
        for (const [path, text] of scripts) {
            const { stdout, status } = spawnSync(
                programOnPath("shellcheck") ?? "",
                ["-s", "bash", "-e", "SC1091", "-"],
                {
                    input: text,
                    encoding: "utf8",
                },
            );
            assert.equal(status, 0, `${path}\n${stdout}`);
        }
    });

    for (const carries of ["image", "bundle"] as const) {
        it(`are named by the AppSpec of ${carries}, in the agent's own order, and are all there`, () => {
            const files = hooksOf(carries);
            const spec = parse(files["appspec.yml"] ?? "") as { hooks: Record<string, { location: string }[]> };
            const named = Object.values(spec.hooks).flatMap((scripts) => scripts.map(({ location }) => location));
            assert.deepEqual(
                named.filter((path) => files[path] === undefined),
                [],
            );
            const order = ["ApplicationStop", "BeforeInstall", "AfterInstall", "ApplicationStart", "ValidateService"];
            assert.deepEqual(
                Object.keys(spec.hooks),
                order.filter((event) => event in spec.hooks),
            );
            assert.equal(spec.hooks["ApplicationStart"]?.[0]?.location, "fairlead/start.sh");
            assert.equal(
                spec.hooks["ApplicationStop"]?.[0]?.location,
                carries === "bundle" ? "fairlead/stop.sh" : undefined,
            );
        });
    }

    describe("of images", () => {
        it("pull by digest, logged in under the machine's role, and leave no password", () => {
            const { code, said, calls } = hook("image", "pull.sh", {
                programs: { docker: `[ "$1" != login ] || [ -d "$DOCKER_CONFIG" ] || exit 9`, aws: "echo token" },
            });
            assert.equal(code, 0, said);
            assert.deepEqual(
                calls,
                [
                    "aws ecr get-login-password --region eu-west-1",
                    "docker login --username AWS --password-stdin 111122223333.dkr.ecr.eu-west-1.amazonaws.com",
                    `docker pull --quiet ${IMAGE}`,
                    "docker image prune --all --force --filter until=240h",
                ].sort((a, b) => calls.indexOf(a) - calls.indexOf(b)),
            );
        });

        it("pull the placeholder without a password: its registry is public", () => {
            const { code, calls } = hook("image", "pull.sh", {}, { PLACEHOLDER: "true" });
            assert.equal(code, 0);
            assert.deepEqual(calls[0], `docker pull --quiet ${IMAGE}`);
        });

        it("pull five times, and are red then", () => {
            const { code, said, calls } = hook("image", "pull.sh", { programs: { docker: `[ "$1" != pull ]` } });
            assert.equal(code, 1);
            assert.match(said, new RegExp(`could not pull ${IMAGE}`));
            assert.equal(calls.filter((call) => call.startsWith("docker pull")).length, 5);
        });

        it("are red where docker cannot log in, before anything that runs is touched", () => {
            const { code, calls } = hook("image", "pull.sh", { programs: { docker: `[ "$1" != login ]` } });
            assert.notEqual(code, 0);
            assert.ok(!calls.some((call) => /docker (pull|stop|rm)/.test(call)));
        });

        const started = [
            "docker stop --time 30 app",
            "docker rm --force app",
            `docker run --detach --name app --restart unless-stopped --env-file app.env --publish 80:8080 ${IMAGE}`,
        ];

        it("stop what runs, then start the release in its place", () => {
            const { code, said, calls } = hook("image", "start.sh");
            assert.equal(code, 0, said);
            assert.deepEqual(calls, started);
        });

        it("start it where nothing runs", () => {
            const { code, said, calls } = hook("image", "start.sh", { programs: { docker: `[ "$1" = run ]` } });
            assert.equal(code, 0, said);
            assert.deepEqual(calls, started);
        });

        it("are red where it cannot be started", () => {
            assert.notEqual(hook("image", "start.sh", { programs: { docker: `[ "$1" != run ]` } }).code, 0);
        });

        it("give the placeholder its command", () => {
            const { calls } = hook("image", "start.sh", {}, { PLACEHOLDER: "true" });
            assert.equal(calls.at(-1), `${started[2]?.replace("8080 ", "8080 --init ") ?? ""} sh -c exec httpd -f`);
        });

        it("mutant: the release is started before what runs is stopped", () => {
            const stop = "docker stop --time 30 app >/dev/null 2>&1 || true\n";
            const { calls } = hook("image", "start.sh", { mutant: [stop, ""] });
            assert.notDeepEqual(calls, started);
        });
    });

    describe("of bundles", () => {
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
                },
                { PORT: "8080" },
            );
            assert.equal(code, 0, said);
            assert.deepEqual(calls, [
                "systemctl daemon-reload",
                "systemctl enable fairlead-app",
                "systemctl restart fairlead-app",
            ]);
            assert.match(file("/etc/systemd/system/fairlead-app.service") ?? "", /^User=app$/m);
            assert.equal(file("/etc/systemd/system/fairlead-app.service.d/port.conf"), undefined);
        });

        it("let it have a port below 1024, and that alone", () => {
            const { code, said, file } = hook("bundle", "start.sh", { files: { "/etc/systemd/system/o.service": "" } });
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

    for (const carries of ["image", "bundle"] as const) {
        it(`of ${carries} wait until the application answers, and show its last words where it does not`, () => {
            const slow = `[ "$(grep -c curl "$CALLS")" -gt 2 ] && printf 200 || printf 000`;
            const ok = hook(carries, "validate.sh", { programs: { curl: slow }, env: { CALLS: "../../../calls" } });
            assert.equal(ok.code, 0, ok.said);
            assert.equal(ok.calls.filter((call) => call.startsWith("sleep")).length, 2);

            const red = hook(carries, "validate.sh", {
                programs: { curl: "printf 503", docker: "echo boom from docker" },
                files: { "/var/log/fairlead/app.log": "boom from a file\n" },
            });
            assert.equal(red.code, 1);
            assert.match(red.said, /asked http:\/\/127\.0\.0\.1:80\/health for 200, got 503 for three minutes/);
            assert.match(red.said, carries === "image" ? /boom from docker/ : /boom from a file/);
        });
    }
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
