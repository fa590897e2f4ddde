// What a host does by itself whenever it starts: the token before docker, and what was live where nothing is.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { renderScript } from "../../components/documents/buildspec";
import { readUnit, type UnitFile } from "../../rehearsal/hosts/units/file";
import { root } from "../support/program";
import { needTools } from "./fixture";
import { play, type Play, type Played } from "./on-host";

const HOST = join(root, "components/targets/runner-host/host");
const read = (name: string): string => readFileSync(join(HOST, name), "utf8");
const unit = (name: string): UnitFile => readUnit(`${name}.service`, [read(`units/${name}.service`)]);
const words = (file: UnitFile, key: string): string[] => file.all(key).flatMap((text) => text.split(" "));

const TOKEN = "/run/fairlead/credentials/token";
const address = (more: Play = {}): Played =>
    play(read("address.sh"), { ...more, programs: { ip: "true", mv: '/bin/mv "$@"' } });

describe("the start of a host", function () {
    this.timeout(60_000);
    before(function () {
        needTools(this, "bash", "jq", "flock");
    });

    it("makes the token before docker starts the containers that it had, at every start", () => {
        const file = unit("fairlead-address");
        assert.ok(words(file, "Unit.Before").includes("docker.service"));
        assert.ok(words(file, "Install.RequiredBy").includes("docker.service"));
        // What waits for docker, docker cannot wait for.
        assert.deepEqual(file.all("Unit.After"), []);
        assert.ok(words(unit("fairlead-credentials"), "Unit.After").includes("fairlead-address.service"));
        assert.doesNotMatch(read("network.sh"), /token/);
    });

    it("enables every unit that it has", () => {
        const enabled = [...read("setup.sh").matchAll(/systemctl enable (?:--now )?(.+)/g)].flatMap(([, names = ""]) =>
            names.split(" "),
        );
        const units = readdirSync(join(HOST, "units")).map((name) => name.replace(/\.service$/, ""));
        assert.deepEqual(enabled.sort(), units.sort());
    });

    it("has an address, and a token of 64 letters, another one each time", () => {
        const [one, other] = [address(), address()];
        assert.equal(one.code, 0, one.said);
        assert.ok(one.calls.includes("ip address replace 169.254.170.2/32 dev lo"));
        assert.match(one.file(TOKEN) ?? "", /^[0-9a-f]{64}\n$/);
        assert.notEqual(one.file(TOKEN), other.file(TOKEN));
    });

    it("keeps a token that is there, for a container is shown it, and takes a folder of docker's away", () => {
        assert.equal(address({ files: { [TOKEN]: "known\n" } }).file(TOKEN), "known\n");
        const played = address({ files: { [`${TOKEN}/x`]: "" } });
        assert.equal(played.code, 0, played.said);
        assert.match(played.file(TOKEN) ?? "", /^[0-9a-f]{64}\n$/);
    });

    const restore = (files: Play["files"], mutant?: readonly [string, string]): Played =>
        play(renderScript(["host-join", "host-switch", "host-restore"]), {
            env: { LINE: "web", RELEASES_BUCKET: "releases" },
            files: { "/var/lib/fairlead/lock": "", ...files },
            programs: { aws: "echo refused >&2; exit 254" },
            ...(mutant ? { mutant } : {}),
        });
    const DEPLOYED = { "/var/lib/fairlead/deployed.json": '{"release": "web-2", "container": "app-blue"}\n' };

    it("tries to bring back what was live until that is here, minute by minute", () => {
        const file = unit("fairlead-restore");
        assert.deepEqual(
            ["Service.Type", "Service.Restart", "Service.RestartSec", "Unit.StartLimitIntervalSec"].map(file.last),
            ["oneshot", "on-failure", "60", "0"],
        );
        assert.ok(words(file, "Unit.After").includes("docker.service"));
        const refused = restore({});
        assert.equal(refused.code, 1);
        assert.match(refused.said, /S3 refused/);
    });

    it("leaves alone what is here, as it is after another start, or what came meanwhile", () => {
        const played = restore(DEPLOYED);
        assert.deepEqual([played.code, played.calls], [0, []], played.said);
        assert.match(played.said, /A release is here/);
    });

    it("mutant: looking before its turn, or not at all, would put an old release over a new one", () => {
        const text = renderScript(["host-switch", "host-restore"]);
        assert.ok(text.lastIndexOf("host_alone\n") < text.indexOf('if [ -s "$state/deployed.json" ]'));
        assert.notEqual(restore(DEPLOYED, ['[ -s "$state/deployed.json" ]', "false"]).code, 0);
    });
});
