import { deepStrictEqual, ok } from "node:assert";

import type { Plan } from "../../plan/document";
import { planOf } from "../support/program";
import {
    changesBetween,
    IN_PLACE,
    protectedIn,
    REPLACED,
    ROLLOUTS,
    type RolloutSetting,
    titleOf,
} from "../support/rollouts";

const CERTIFICATE = "arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-0000-0000-000000000000";

// tests/prove/engine-rollouts asks a real engine the same.
describe("a rollout that becomes another", () => {
    const plans = new Map<RolloutSetting, Plan>();
    const planFor = (rollout: RolloutSetting): Plan => {
        const plan = plans.get(rollout);
        ok(plan, titleOf(rollout));
        return plan;
    };
    before("plans each", async () => {
        for (const rollout of ROLLOUTS) {
            const web = { deploy: { kind: "ecs", port: 8080, certificateArn: CERTIFICATE, rollout } };
            plans.set(rollout, await planOf("prod", { overrides: { "fairlead:services": { web } } }));
        }
    });

    for (const from of ROLLOUTS)
        for (const to of ROLLOUTS.filter((rollout) => rollout !== from)) {
            if (from.engine === to.engine)
                it(`${titleOf(from)} becomes ${titleOf(to)} in place`, () => {
                    const updated = IN_PLACE[from.engine];
                    deepStrictEqual(changesBetween(planFor(from), planFor(to)), { created: [], updated, deleted: [] });
                });
            else
                it(`${titleOf(from)} does not become ${titleOf(to)}: Pulumi keeps the service, and nothing else that is kept is touched`, () => {
                    const kept = protectedIn(planFor(from));
                    deepStrictEqual(protectedIn(planFor(to)), kept);
                    const { updated, deleted } = changesBetween(planFor(from), planFor(to));
                    deepStrictEqual(
                        kept.filter((label) => [...updated, ...deleted].includes(label)),
                        [REPLACED],
                    );
                });
        }
});
