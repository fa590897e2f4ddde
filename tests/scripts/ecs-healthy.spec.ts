import assert from "node:assert/strict";

import { emptyWorld, needTools, run, unneeded, type Job, type Json } from "./fixture";

const definition = (revision: number): string => `arn:aws:ecs:eu-west-1:111122223333:task-definition/web:${revision}`;
const task = (name: string, healthStatus: string, revision = 2): Json => ({
    taskArn: `arn:aws:ecs:eu-west-1:111122223333:task/prod/${name}`,
    taskDefinitionArn: definition(revision),
    healthStatus,
});

/** What Verify hears of a service whose newest deployment has ended, with these tasks. */
function state(tasks: readonly Json[], more: Partial<Job> & { placeholder?: boolean; deployment?: Json } = {}): string {
    const world = emptyWorld();
    world.own = { ofService: tasks };
    const deployment = {
        ...{ status: "PRIMARY", taskDefinition: definition(2), rolloutState: "COMPLETED" },
        ...{ runningCount: 2, desiredCount: 2 },
        ...more.deployment,
    };
    const services = JSON.stringify({ services: [{ deployments: [deployment] }] });
    const { code, out, err } = run(["ecs-healthy"], {
        env: { CLUSTER: "prod", SERVICE: "web" },
        world,
        mutant: more.mutant,
        then: `release_placeholder=${more.placeholder === true}
printf '%s' '${services}' >"$scratch/services.json"
running_state`,
    });
    assert.equal(code, 0, err);
    return out.trim().replace(`${definition(2)} `, "");
}

describe("script ecs-healthy", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    it("calls steady what runs, and says of itself that it is well", () => {
        assert.equal(
            state([task("a", "HEALTHY"), task("b", "HEALTHY")]),
            "STEADY_STATE, 2 of 2 tasks run and 2 are well",
        );
    });

    it("waits for tasks that say nothing yet, or the contrary, and for a deployment under way", () => {
        assert.match(state([task("a", "HEALTHY"), task("b", "UNKNOWN")]), /^UNHEALTHY, .* and 1 are well$/);
        assert.match(state([task("a", "UNHEALTHY"), task("b", "UNHEALTHY")]), /^UNHEALTHY/);
        assert.match(
            state([task("a", "HEALTHY"), task("b", "HEALTHY")], { deployment: { rolloutState: "IN_PROGRESS" } }),
            /^IN_PROGRESS/,
        );
    });

    it("counts no task of what ran before", () => {
        assert.match(state([task("a", "HEALTHY"), task("b", "HEALTHY", 1)]), /^UNHEALTHY, .* and 1 are well$/);
    });

    it("asks the placeholder for nothing but to run, and what scaling has ended since RollOut for no task", () => {
        assert.match(state([task("a", "UNKNOWN"), task("b", "UNKNOWN")], { placeholder: true }), /^STEADY_STATE/);
        assert.match(state([], { deployment: { runningCount: 0, desiredCount: 0 } }), /^STEADY_STATE, 0 of 0/);
    });

    it("mutant: without the question after health, a release is proved by tasks that are not well", () => {
        const mutant: Job["mutant"] = ['$placeholder or .healthStatus == "HEALTHY"', "true"];
        assert.match(state([task("a", "UNHEALTHY"), task("b", "UNHEALTHY")], { mutant }), /^STEADY_STATE/);
    });

    it("needs every call its header names", () => {
        assert.deepEqual(unneeded(["ecs-healthy"]), []);
    });
});
