import assert from "node:assert/strict";

import { Plans } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { constraintsOf, isSuccess } from "../../../rehearsal/fleets/codedeploy/constraints";
import { planWith, resource } from "../../support/account";
import { mutated } from "../../support/mutant";

const own = (type: string, value: number): Plans =>
    new Plans([
        planWith([
            resource(
                TYPE.deploymentConfig,
                "own",
                { minimumHealthyHosts: { type, value } },
                { deploymentConfigName: "own" },
            ),
        ]),
    ]);
const none = new Plans([]);
const of = (plans: Plans, name: string, instances: number) => {
    const { minimum, atATime } = constraintsOf(plans, name, instances);
    return [minimum, atATime];
};

// https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_MinimumHealthyHosts.html has the examples of nine.
describe("how many machines must stay healthy", () => {
    it("a number of hosts: of nine with six, three change at a time", () => {
        assert.deepEqual(of(own("HOST_COUNT", 6), "own", 9), [6, 3]);
    });

    it("a share of the fleet, rounded up: 40 % of nine is four, and five change at a time", () => {
        assert.deepEqual(of(own("FLEET_PERCENT", 40), "own", 9), [4, 5]);
    });

    // https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
    it("AWS's own: all at once, half at a time with fractions rounded down, one at a time", () => {
        assert.deepEqual(of(none, "CodeDeployDefault.AllAtOnce", 5), [0, 5]);
        assert.deepEqual(of(none, "CodeDeployDefault.HalfAtATime", 5), [3, 2]);
        assert.deepEqual(of(none, "CodeDeployDefault.OneAtATime", 5), [4, 1]);
        assert.deepEqual(of(none, "CodeDeployDefault.OneAtATime", 1), [0, 1]);
    });

    it("none may change where all of them must stay", () => {
        assert.deepEqual(of(own("HOST_COUNT", 2), "own", 2), [2, 0]);
    });

    it("all at once succeeds with one, and fails with none", () => {
        const all = constraintsOf(none, "CodeDeployDefault.AllAtOnce", 3);
        assert.deepEqual([isSuccess(all, 1), isSuccess(all, 0)], [true, false]);
    });

    it("one at a time succeeds where the last one fails", () => {
        const one = constraintsOf(none, "CodeDeployDefault.OneAtATime", 3);
        assert.deepEqual([isSuccess(one, 2), isSuccess(one, 1)], [true, false]);
    });

    it("what nobody knows is refused by name", () => {
        assert.throws(
            () => of(none, "CodeDeployDefault.LambdaAllAtOnce", 1),
            /not rehearsed: the deployment configuration CodeDeployDefault.LambdaAllAtOnce/,
        );
    });

    it("mutant: a share that is rounded down takes one too many", () => {
        const { constraintsOf: wrong } = mutated<{ constraintsOf: typeof constraintsOf }>(
            "rehearsal/fleets/codedeploy/constraints",
            "rehearsal/fleets/codedeploy/constraints",
            ["Math.ceil(", "Math.floor("],
        );
        assert.equal(wrong(own("FLEET_PERCENT", 40), "own", 9).atATime, 6);
    });
});
