// What goes wrong on purpose ends as it would on AWS, and the screen says why.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Fact } from "../../rehearsal/engine/journal";
import { rehearse, type Commanded } from "../support/commanded";
import { argumentsFor, LINES, type Rehearsable } from "./lines";
import { root } from "../support/program";

const APPLICATION = join(root, "examples", "blue-green-web");
const NEW = /"service":"blue-green-web"/;

const endings = ({ facts }: Commanded) => facts.filter(({ kind }) => kind === "deployment.ended");
/** What each address answered at the end, by whether it is the new version. */
const answers = ({ facts }: Commanded) =>
    facts
        .filter(({ kind, data }) => kind === "answered" && data["status"] !== 301)
        .map(({ data }) => (NEW.test(String(data["body"])) ? "new" : "old"));
const failed = ({ facts }: Commanded) =>
    facts
        .filter(({ kind, data }) => kind === "action.ended" && data["status"] === "Failed")
        .map(({ about }) => about.replace(/^[^/]+\//, ""));
const startedIn =
    (stack: string) =>
    ({ kind, data }: Fact) =>
        kind === "deployment.started" && String(data["group"]) !== "" && JSON.stringify(data).includes(`${stack}-`);

describe("faults", function () {
    this.timeout(240_000);
    const folder = mkdtempSync(join(tmpdir(), "faults-"));
    after(() => rmSync(folder, { recursive: true, force: true }));

    async function faulty(fault: string | undefined, estate: Rehearsable = LINES.shipped): Promise<Commanded> {
        const plans = await argumentsFor(estate, join(folder, estate.says.replaceAll(/\W/g, "-")));
        return rehearse(...plans, "--source", APPLICATION, ...(fault === undefined ? [] : ["--fault", fault]));
    }

    it("mutant: without a fault there is nothing of all this", async () => {
        const ended = await faulty(undefined);
        assert.equal(ended.code, 0, ended.screen);
        assert.deepEqual(failed(ended), []);
        assert.deepEqual([...new Set(answers(ended))], ["new"]);
    });

    it("build: the image is not built, so nothing is pushed and nothing replaced", async () => {
        const ended = await faulty("build");
        assert.equal(ended.code, 1);
        assert.match(ended.screen, /staging up red .* not ok 1 - a test that --fault build broke/);
        assert.match(
            ended.screen,
            /up of staging failed: stood in for .*: Dockerfile:\d+: process .* did not complete successfully/,
        );
        assert.ok(!ended.facts.some(({ kind }) => kind === "image"));
    });

    it("build, where CodeBuild builds: the action is red, and what was live is live still", async () => {
        const ended = await faulty("build", LINES.example);
        assert.equal(ended.code, 1);
        assert.match(
            ended.screen,
            /staging web-make Build\/Build red .* stage test of commit [0-9a-f]{40} failed: a test in it, .*nothing was pushed .*not ok 1 - a test that --fault build broke/,
        );
        assert.ok(answers(ended).every((version) => version === "old"));
    });

    it("unhealthy: the new tasks never answer, the old ones stay", async () => {
        const ended = await faulty("unhealthy");
        assert.equal(ended.code, 1);
        assert.match(
            ended.screen,
            /Deploy\/RollOut: Deployment d-\w+ failed: The deployment timed out while waiting for the replacement task set to become healthy\. .* Task failed ELB health checks/,
        );
        assert.ok(endings(ended).some(({ data }) => data["status"] === "Failed"));
        assert.deepEqual([...new Set(answers(ended))], ["old"]);
    });

    it("alarm: it answers 500 once people use it, and the old version is back", async () => {
        const ended = await faulty("alarm");
        assert.equal(ended.code, 1);
        assert.match(
            ended.screen,
            /Deploy\/RollOut: Deployment d-\w+ stopped: One or more alarms have been activated .*web-errors-staging/,
        );
        const rolledBack = endings(ended).filter(({ data }) => data["rolledBack"] === true);
        assert.deepEqual(
            rolledBack.map(({ data }) => [data["status"], data["code"]]),
            [["Stopped", "ALARM_ACTIVE"]],
        );
        assert.deepEqual([...new Set(answers(ended))], ["old"]);
    });

    it("alarm@2: the first release serves, the second is rolled back, the first serves", async () => {
        const ended = await faulty("alarm@2");
        assert.equal(ended.code, 1);
        assert.match(ended.screen, /staging web-ship: release \S+ is live .*release \S+ was rolled back/);
        assert.deepEqual(failed(ended), ["Deploy/RollOut"], "and nothing of the first release");
        assert.deepEqual([...new Set(answers(ended))], ["new"]);
    });

    it("reject: staging has the new version, prod stays as it was", async () => {
        const ended = await faulty("reject");
        assert.equal(ended.code, 1);
        assert.match(ended.screen, /prod web-ship: Approve\/Approve: \S+ rejected: rejected by --fault reject/);
        assert.deepEqual([...new Set(failed(ended))], ["Approve/Approve"]);
        assert.ok(ended.facts.some(startedIn("staging")) && !ended.facts.some(startedIn("prod")));
        assert.deepEqual([...new Set(answers(ended))].sort(), ["new", "old"]);
    });

    it("denied: the action that needs the statement is red, and the statement printed", async () => {
        const ended = await faulty("denied=web-ship-verify/s3:PutObject");
        assert.equal(ended.code, 1);
        assert.deepEqual([...new Set(failed(ended))], ["Deploy/Verify"]);
        assert.match(
            ended.screen,
            /Add to the identity policy of \S+web-ship-verify-staging\S+: \{ "Effect": "Allow", "Action": "s3:PutObject"/,
        );
    });

    it("kill: it goes on in the middle of a deployment, and all is well", async () => {
        const ended = await faulty("kill");
        assert.equal(ended.code, 0, ended.screen);
        assert.match(
            ended.screen,
            /the rehearsal was killed in the middle of a deployment, and is started again .* this one goes on with it/,
        );
        const resumed = ended.facts.findIndex(({ kind }) => kind === "resumed");
        const open = ended.facts.slice(0, resumed).filter(({ kind }) => kind === "deployment.started").length;
        const over = ended.facts.slice(0, resumed).filter(({ kind }) => kind === "deployment.ended").length;
        assert.ok(open > over, `${open} deployments had begun and ${over} were over when it was killed`);
        assert.deepEqual([...new Set(answers(ended))], ["new"]);
    });

    it("throttle: everybody is asked to slow down, does, and all is well", async () => {
        const ended = await faulty("throttle");
        assert.equal(ended.code, 0, ended.screen);
        assert.ok(ended.facts.filter(({ kind }) => kind === "throttled").length > 20);
        assert.deepEqual([...new Set(answers(ended))], ["new"]);
    });
});
