// What a host does with a release, from the command that Systems Manager runs there, or from a job.
import assert from "node:assert/strict";

import { renderScript } from "../../components/documents/buildspec";
import { renderShip } from "../../components/targets/runner-host/documents/commands";
import { needTools } from "./fixture";
import { play, type Play, type Played } from "./on-host";

const IMAGE = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:${"0a".repeat(32)}`;
const STATE = "/var/lib/fairlead";
const deployment = (more: object = {}): string =>
    JSON.stringify({
        ...{ format: 1, line: "web", release: "web-2", blueprint: "b2", image: IMAGE, placeholder: false },
        ...{ port: 80, containerPort: 8080, healthPath: "/health", drainingSeconds: 5 },
        environmentVariables: { GREETING: "good day" },
        login: { by: "ecr", env: { REGISTRY: "111122223333.dkr.ecr.eu-west-1.amazonaws.com" } },
        command: ["sh", "-c", "echo placeholder"],
        ...more,
    });

/** Which ports answer what, as the containers and the door would. */
const answers = (by: Readonly<Record<number, string>>): string =>
    `case "$*" in ${Object.entries(by)
        .map(([port, code]) => `*127.0.0.1:${port}/*) printf ${code} ;;`)
        .join(" ")} *) printf 000; exit 7 ;; esac`;
const WELL = answers({ 61001: "200", 61002: "200", 80: "200" });
const REAL = { mv: '/bin/mv "$@"', sleep: "true" };

function ship(more: Play = {}, given = deployment()): Played {
    return play(renderScript(["host-switch", "host-ship"]), {
        cwd: "/job",
        ...more,
        files: {
            "/job/host.json": given,
            [`${STATE}/ready`]: "",
            // The stand-in for docker reads nothing: a pipe would break now and then.
            "/opt/fairlead/logins/ecr.sh": 'docker login --username AWS --password-stdin "$REGISTRY" <<<password\n',
            ...more.files,
        },
        programs: { ...REAL, curl: WELL, ...more.programs },
    });
}
/** A host on which release 1 is live. */
const LIVE = {
    [`${STATE}/live.json`]: '{"port": 80, "to": 61001}\n',
    [`${STATE}/deployed.json`]: '{"release": "web-1", "blueprint": "b1", "container": "app-blue"}\n',
};
const docker = ({ calls }: Played): string[] =>
    calls.filter((call) => call.startsWith("docker ")).map((call) => call.replace(/ --env-file \S+/, ""));
const live = (played: Played): unknown => JSON.parse(played.file(`${STATE}/live.json`) ?? "null");
const deployed = (played: Played): unknown => JSON.parse(played.file(`${STATE}/deployed.json`) ?? "null");

describe("a release on a host", function () {
    this.timeout(60_000);
    before(function () {
        needTools(this, "bash", "jq", "flock");
    });

    it("comes beside the one that is live, is asked, and only then is led to", () => {
        const played = ship({ files: LIVE });
        assert.equal(played.code, 0, played.said);
        assert.deepEqual(docker(played), [
            "docker login --username AWS --password-stdin 111122223333.dkr.ecr.eu-west-1.amazonaws.com",
            `docker pull --quiet ${IMAGE}`,
            "docker rm --force app-green",
            `docker run --detach --name app-green --restart unless-stopped --publish 127.0.0.1:61002:8080 --env AWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.170.2:51679/ --env AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=/run/fairlead/credentials/token --mount type=bind,source=/run/fairlead/credentials/token,target=/run/fairlead/credentials/token,readonly ${IMAGE}`,
            "docker stop --time 5 app-blue",
            "docker rm --force app-blue",
            "docker image prune --all --force --filter until=24h",
        ]);
        assert.deepEqual(live(played), { port: 80, to: 61002 });
        assert.deepEqual(deployed(played), { release: "web-2", blueprint: "b2", container: "app-green" });
        const asked = played.calls.findIndex((call) => call.includes("127.0.0.1:61002/health"));
        const stopped = played.calls.findIndex((call) => call.startsWith("docker stop"));
        assert.ok(asked !== -1 && asked < stopped);
    });

    it("is the first where nothing was", () => {
        const played = ship();
        assert.equal(played.code, 0, played.said);
        assert.deepEqual(live(played), { port: 80, to: 61001 });
        assert.ok(!docker(played).some((call) => call.startsWith("docker stop")));
    });

    it("gives its container no keys", () => {
        const [run = ""] = docker(ship()).filter((call) => call.startsWith("docker run"));
        assert.doesNotMatch(run, /AWS_ACCESS_KEY|AWS_SECRET|AWS_SESSION/);
    });

    it("starts the placeholder by its command, without a login and without credentials", () => {
        const played = ship({}, deployment({ placeholder: true }));
        assert.equal(played.code, 0, played.said);
        const [run = ""] = docker(played).filter((call) => call.startsWith("docker run"));
        assert.match(run, / --init \S+@sha256:0a\S* sh -c echo placeholder$/);
        assert.doesNotMatch(run, /AWS_/);
        assert.ok(!docker(played).some((call) => call.startsWith("docker login")));
    });

    it("goes back where it does not answer, and what was live is untouched", () => {
        const programs = { curl: answers({ 61001: "200", 61002: "500", 80: "200" }), docker: LAST_WORDS };
        const played = ship({ files: LIVE, programs });
        assert.notEqual(played.code, 0);
        assert.match(played.said, /cannot reach the database/);
        assert.match(played.said, /got 500; it is gone again, and what was live before still answers/);
        assert.deepEqual(live(played), { port: 80, to: 61001 });
        assert.deepEqual(deployed(played), { release: "web-1", blueprint: "b1", container: "app-blue" });
        assert.ok(docker(played).includes("docker rm --force app-green"));
        assert.ok(!docker(played).some((call) => /(stop|rm) .*app-blue/.test(call)));
    });

    it("gives up at once what ends again and again", () => {
        const programs = {
            curl: answers({ 80: "200" }),
            docker: '[ "$1" != inspect ] || echo \'[{"RestartCount": 5}]\'',
        };
        const played = ship({ files: LIVE, programs });
        assert.notEqual(played.code, 0);
        assert.equal(played.calls.filter((call) => call.startsWith("sleep 2")).length, 0);
    });

    it("leads back where the door does not lead to it", () => {
        const programs = { curl: answers({ 61001: "200", 61002: "200", 80: "502" }) };
        const played = ship({ files: LIVE, programs });
        assert.notEqual(played.code, 0);
        assert.match(played.said, /though the container answers; look at the journal of fairlead-door/);
        assert.deepEqual(live(played), { port: 80, to: 61001 });
        assert.ok(!docker(played).some((call) => /(stop|rm) .*app-blue/.test(call)));
    });

    it("is red where it cannot be pulled, before anything is started", () => {
        const played = ship({ files: LIVE, programs: { docker: '[ "$1" != pull ]' } });
        assert.notEqual(played.code, 0);
        assert.match(played.said, /could not pull/);
        assert.equal(docker(played).filter((call) => call.startsWith("docker pull")).length, 5);
        assert.ok(!docker(played).some((call) => call.startsWith("docker run")));
    });

    for (const [what, more] of Object.entries({
        "an image without a digest": { image: "web:latest" },
        "a login that is a path": { login: { by: "../../tmp/x", env: {} } },
        "a variable of docker's login that is none": { login: { by: "ecr", env: { "x; id": "y" } } },
        "a format of another program": { format: 2 },
        "a port that is a text": { port: "80; id" },
    }))
        it(`refuses ${what}`, () => {
            const played = ship({ files: LIVE }, deployment(more));
            assert.notEqual(played.code, 0);
            assert.match(played.said, /^red: asked/m);
            assert.ok(!docker(played).some((call) => /docker (pull|run)/.test(call)));
        });

    it("waits for a machine that still installs", () => {
        const played = play(renderScript(["host-switch", "host-ship"]), {
            cwd: "/job",
            files: { "/job/host.json": deployment() },
            programs: { ...REAL, curl: WELL },
        });
        assert.match(played.said, /its user data has not come to its end in 15 minutes/);
    });

    it("comes by the command as well, in letters that mean nothing to a shell", () => {
        const { mainSteps } = JSON.parse(renderShip()) as { mainSteps: { inputs: { runCommand: string[] } }[] };
        const given = Buffer.from(deployment({ environmentVariables: { GREETING: "'; touch /tmp/x; '" } }));
        const text = (mainSteps[0]?.inputs.runCommand ?? []).join("\n");
        const played = play(text.replace("{{ Deployment }}", given.toString("base64")), {
            files: {
                ...LIVE,
                [`${STATE}/ready`]: "",
                "/opt/fairlead/logins/ecr.sh": "true\n",
            },
            programs: { ...REAL, curl: WELL },
        });
        assert.equal(played.code, 0, played.said);
        assert.deepEqual(live(played), { port: 80, to: 61002 });
    });

    it("mutant: the old one is stopped before the new one is asked", () => {
        const played = ship({
            files: LIVE,
            programs: { curl: answers({ 61001: "200", 61002: "500", 80: "200" }) },
            mutant: [
                '    docker run --detach --name "app-$slot"',
                '    docker stop "$was"; docker run --detach --name "app-$slot"',
            ],
        });
        assert.ok(docker(played).some((call) => /stop .*app-blue/.test(call)));
    });

    it("mutant: the new one stays where it does not answer", () => {
        const played = ship({
            files: LIVE,
            programs: { curl: answers({ 61001: "200", 61002: "500", 80: "200" }) },
            mutant: ['if ! host_answers "${slots[$slot]}" "$path" "app-$slot"; then', "if false; then"],
        });
        assert.deepEqual(live(played), { port: 80, to: 61002 });
    });
});

const LAST_WORDS = '[ "$1" != logs ] || echo "cannot reach the database"';
