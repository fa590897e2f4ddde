// docs/runbook.md, "Hand a service over to ECS": the script as it is rendered, on a line that CodeDeploy moves, with
// 200 real requests a second from another process meanwhile.
import assert from "node:assert/strict";

import { type HandedOver, handOver, leaving, makeRules } from "../rehearsal/deployments/hand-over";
import { ARN, hurry, type Line, starting } from "../rehearsal/deployments/line";
import { deployed, endOf, serviceOf } from "../rehearsal/deployments/native";
import { needTools } from "../scripts/fixture";
import { bodies, PER_SECOND, underLoad } from "./under-load";

const REQUESTS = 2_000;

const controllerOf = async (line: Line) => (await serviceOf(line))["deploymentController"];

describe("a line that goes over from CodeDeploy to ECS", function () {
    before(function () {
        needTools(this, "bash", "jq");
    });

    it(`loses none of ${REQUESTS}: CodeDeploy's releases, its rules, the script, releases by ECS`, async () => {
        const load = await underLoad(leaving(), async (line) => {
            for (const image of ["v2", "v1"])
                assert.equal((await line.ended(await line.deploy(image)))["status"], "Succeeded");
            makeRules(line);
            const { code, out, err } = await handOver(line);
            assert.equal(code, 0, err);
            assert.match(out, /is ECS's to move\. There is no way back[^]*brought the same tasks anew/);
            assert.deepEqual(await controllerOf(line), { type: "ECS" });
            await assert.rejects(line.deploy("v2"), /must be configured for a CODE_DEPLOY deployment controller/);
            const until = Date.now() + (REQUESTS / PER_SECOND) * 1000;
            for (let n = 0; n < 2 || Date.now() < until; n++)
                assert.equal(
                    (await endOf(line, await deployed(line, n % 2 === 0 ? "v2" : "v1")))["status"],
                    "SUCCESSFUL",
                );
            const again = await handOver(line);
            assert.equal(again.code, 0, again.err);
            assert.match(again.out, /is ECS's to move already/);
        });
        assert.deepEqual(load.failures, []);
        assert.ok(load.sent >= REQUESTS, `${load.sent} were sent`);
        assert.equal(load.answers.length, load.sent);
        assert.deepEqual(bodies(load), ["v1", "v2"]);
    });
});

describe("the script that hands a service over to ECS", function () {
    hurry();
    before(function () {
        needTools(this, "bash", "jq");
    });
    const start = starting();
    const stays = async (line: Line, { code, err }: HandedOver, words: RegExp) => {
        assert.equal(code, 1);
        assert.match(err, words);
        assert.deepEqual(await controllerOf(line), { type: "CODE_DEPLOY" });
        assert.deepEqual(
            line.of("deployment.started").filter(({ data }) => "service" in data),
            [],
        );
    };

    it("refuses while a deployment is under way, says each thing that is wrong, and changes nothing", async () => {
        const line = await start({ ...leaving(), speed: 1 });
        const id = await line.deploy("v2");
        await line.until(({ kind }) => kind === "taskset", 2);
        makeRules(line);
        await stays(line, await handOver(line), new RegExp(`more than one set of tasks[^]*has not ended ${id}`));
        const blind = await handOver(line, ['[ -z "$problems" ]', "true"]);
        await stays(line, blind, /ongoing service deployment[^]*refused \(its words are above\); nothing has changed/);
    });

    it("refuses a rule that one group alone stands on; mutant: unasked, ECS takes it back, and the tasks of before answer", async () => {
        const one = { [ARN.blue]: 100 };
        const line = await start(leaving({ production: one, test: one }));
        makeRules(line);
        await stays(line, await handOver(line), /production\/1 does not lead to \S+green[^]*test\/1 does not lead to/);
        const blind = await handOver(line, ['[ -z "$problems" ]', "true"]);
        assert.equal(blind.code, 1);
        assert.match(blind.err, /ended ROLLBACK_SUCCESSFUL: .*Both targetGroup and alternateTargetGroup must be/);
        assert.equal(await line.answer(), "v1");
    });

    it("refuses where the rule leads to the other group than the one that lives", async () => {
        const line = await start(leaving());
        await line.ended(await line.deploy("v2"));
        makeRules(line);
        await stays(
            line,
            await handOver(line),
            /gives nothing to \S+green, where the tasks are\n.*leads to \S+blue, where no/,
        );
    });
});
