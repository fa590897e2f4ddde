import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

import { parse } from "yaml";

import { hooksOf } from "../../components/targets/ec2/documents/hooks";
import { needTools, programOnPath } from "./fixture";
import { hook, IMAGE } from "./hooking";

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
            assert.deepEqual(played(files["appspec.yml"] ?? ""), carries === "bundle" ? ["stop", "start"] : ["start"]);
        });
    }

    it("mutant: start and stop are swapped", () => {
        const swapped = (hooksOf("bundle")["appspec.yml"] ?? "").replace(/\b(stop|start)\.sh/g, (name) =>
            name === "stop.sh" ? "start.sh" : "stop.sh",
        );
        assert.deepEqual(played(swapped), ["start", "stop"]);
    });

    describe("of images", () => {
        it("pull by digest, logged in under the machine's role, and leave no password", () => {
            const { code, said, calls } = hook("image", "pull.sh", {
                programs: {
                    docker: `[ "$1" != login ] || [ "$(cat)" = token ] && [ -d "$DOCKER_CONFIG" ] || exit 9`,
                    aws: "echo token",
                },
            });
            assert.equal(code, 0, said);
            assert.deepEqual(
                calls,
                [
                    "aws ecr get-login-password --region eu-west-1",
                    "docker login --username AWS --password-stdin 111122223333.dkr.ecr.eu-west-1.amazonaws.com",
                    `docker pull --quiet ${IMAGE}`,
                ].sort((a, b) => calls.indexOf(a) - calls.indexOf(b)),
            );
        });

        it("pull the placeholder without a password: its registry is public", () => {
            const { code, calls } = hook("image", "pull.sh", {}, { PLACEHOLDER: "true" });
            assert.equal(code, 0);
            assert.deepEqual(calls[0], `docker pull --quiet ${IMAGE}`);
        });

        it("pull five times, and are red then", () => {
            const { code, said, calls } = hook("image", "pull.sh", {
                programs: { docker: `cat >/dev/null; [ "$1" != pull ]` },
            });
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
        const prunes = "docker image prune --all --force --filter until=24h";

        it("stop what runs, then start the release in its place", () => {
            const { code, said, calls } = hook("image", "start.sh");
            assert.equal(code, 0, said);
            assert.deepEqual(calls, [...started, prunes], "an image that nothing runs yet would be taken away");
        });

        it("start it where nothing runs", () => {
            const { code, said, calls } = hook("image", "start.sh", { programs: { docker: `[ "$1" = run ]` } });
            assert.equal(code, 0, said);
            assert.deepEqual(calls, [...started, prunes]);
        });

        it("are red where it cannot be started", () => {
            assert.notEqual(hook("image", "start.sh", { programs: { docker: `[ "$1" != run ]` } }).code, 0);
        });

        it("give the placeholder its command", () => {
            const { calls } = hook("image", "start.sh", {}, { PLACEHOLDER: "true" });
            assert.equal(calls.at(-2), `${started[2]?.replace("8080 ", "8080 --init ") ?? ""} sh -c exec httpd -f`);
        });

        it("mutant: the release is started before what runs is stopped", () => {
            const stop = "docker stop --time 30 app >/dev/null 2>&1 || true\n";
            const { calls } = hook("image", "start.sh", { mutant: [stop, ""] });
            assert.notDeepEqual(calls, [...started, prunes]);
        });

        it("mutant: earlier images are taken away before the release runs", () => {
            const run = "docker stop --time 30 app >/dev/null 2>&1 || true\n";
            const early = `docker image prune --all --force --filter "until=24h" >/dev/null || true\n${run}`;
            const { calls } = hook("image", "start.sh", { mutant: [run, early] });
            assert.notDeepEqual(calls, [...started, prunes]);
        });
    });

    for (const carries of ["image", "bundle"] as const) {
        const calls = { CALLS: "../../../calls" };
        /** The application runs, and has ended this often. */
        const running = (times = 0, more: Record<string, string> = {}): Record<string, string> => ({
            docker: `case "$*" in *RestartCount*) echo ${times} ;; inspect*) echo "running ${IMAGE}" ;; *) echo boom from docker ;; esac`,
            systemctl: `[ "$1" != show ] || echo ${times}`,
            ...more,
        });
        const files = { "/var/log/fairlead/app.log": "boom from a file\n" };
        const sleeps = (called: readonly string[]): number => called.filter((call) => call.startsWith("sleep")).length;

        it(`of ${carries} wait until the application answers, and show its last words where it does not`, () => {
            const slow = `[ "$(grep -c curl "$CALLS")" -gt 2 ] && printf 200 || printf 000`;
            const ok = hook(carries, "validate.sh", { programs: running(0, { curl: slow }), env: calls });
            assert.equal(ok.code, 0, ok.said);
            assert.equal(sleeps(ok.calls), 2);

            const red = hook(carries, "validate.sh", { programs: running(4, { curl: "printf 503" }), files });
            assert.equal(red.code, 1);
            assert.match(red.said, /asked http:\/\/127\.0\.0\.1:80\/health for 200, got 503 for three minutes/);
            assert.match(red.said, carries === "image" ? /boom from docker/ : /boom from a file/);
        });

        it(`of ${carries} give up what ends again and again`, () => {
            const red = hook(carries, "validate.sh", { programs: running(5, { curl: "printf 000; exit 7" }), files });
            assert.equal(red.code, 1);
            assert.equal(sleeps(red.calls), 0);
            assert.match(
                red.said,
                /for 200, got 000, and this release ended 5 times; the application's last words:\n.*boom/,
            );
        });

        it(`of ${carries} take no answer of anything else for this release's`, () => {
            const other = {
                docker: "[ $1 != inspect ] || exit 1",
                systemctl: `[ "$1" != show ] || echo 0; [ "$1" != is-active ]`,
            };
            const given = { programs: { ...other, curl: "printf 200" }, files };
            const red = hook(carries, "validate.sh", given);
            assert.equal(red.code, 1);
            assert.match(red.said, /got it from something else, for this release does not run/);
            assert.equal(hook(carries, "validate.sh", { ...given, mutant: [" && runs;", ";"] }).code, 0, "the mutant");
        });
    }

    it("take no container of another release for this one's", () => {
        const docker = `case "$*" in *RestartCount*) echo 0 ;; inspect*) echo "running ${IMAGE.replace("0a", "0b")}" ;; esac`;
        assert.equal(hook("image", "validate.sh", { programs: { docker, curl: "printf 200" } }).code, 1);
    });
});

/** What CodeDeploy plays where an application stops and where it starts, in that order. */
function played(appSpec: string): readonly (string | undefined)[] {
    const { hooks } = parse(appSpec) as { hooks: Record<string, { location: string }[]> };
    return ["ApplicationStop", "ApplicationStart"].flatMap((event) =>
        (hooks[event] ?? []).map(({ location }) => /^fairlead\/(\w+)\.sh$/.exec(location)?.[1]),
    );
}
