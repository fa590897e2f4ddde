// What `docker login` leaves on a host, and for how long.
import assert from "node:assert/strict";

import type { Host, RaiseHost } from "../../../rehearsal/hosts/host";
import { mutated } from "../../support/mutant";
import { REGISTRY, repository } from "../containers/fixture";
import { Hosts, needsWalls, printed } from "./fixture";

const DOCKER = "dnf install -y docker jq\nsystemctl start docker";
const FOLDER = "export DOCKER_CONFIG=$(mktemp -d)";
const LOGIN = `aws ecr get-login-password --region eu-west-1 | docker login --username AWS --password-stdin ${REGISTRY}`;
const PULL = `docker pull ${REGISTRY}/web:1 2>&1 | grep -o 'no basic auth credentials\\|does not exist'`;
const AWAY = 'rm -r "$DOCKER_CONFIG"';

describe("a login of a host's docker", () => {
    before(needsWalls);
    const hosts = new Hosts({ resources: [repository("web")] });
    let host: Host;
    before(async () => {
        host = hosts.raise(DOCKER);
        await host.boot();
    });
    after(() => hosts.close());

    it("lies in the folder that docker was told of, and is gone with it", async () => {
        const said = await printed(
            host,
            FOLDER,
            ...[LOGIN, `jq -r '.auths | keys[]' "$DOCKER_CONFIG/config.json"`, PULL, AWAY, PULL],
            ...[`mkdir "$DOCKER_CONFIG"`, LOGIN, `${PULL.replace("docker", "docker --config /root/other")}`],
        );
        const none = "no basic auth credentials";
        const there = ["Login Succeeded", REGISTRY, "does not exist", none];
        assert.deepEqual(said.split("\n"), [...there, "Login Succeeded", none]);
    });

    for (const [what, text] of Object.entries({
        "a password that was guessed": `{"auths":{"${REGISTRY}":{"auth":"QVdTOmd1ZXNzZWQ="}}}`,
        "no names": '{"auths":[null]}',
        "no JSON": "{",
    }))
        it(`is none where the file has ${what}`, async () => {
            const write = `printf '%s' '${text}' >"$DOCKER_CONFIG/config.json"`;
            assert.equal(await printed(host, FOLDER, write, PULL), "no basic auth credentials");
        });

    it("mutant: a login outlives its folder", async () => {
        const { raiseHost } = mutated<{ raiseHost: RaiseHost }>(
            "rehearsal/hosts/raise",
            "rehearsal/hosts/docker/images",
            ["login.clear();", ""],
        );
        const wrong = hosts.raise(DOCKER, {}, raiseHost);
        await wrong.boot();
        assert.match(await printed(wrong, FOLDER, LOGIN, AWAY, PULL), /does not exist$/);
        await wrong.terminate();
    });
});
