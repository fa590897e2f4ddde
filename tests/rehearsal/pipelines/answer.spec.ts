import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { text } from "../../../plan/plans";
import type { Approver, RehearsedAction } from "../../../rehearsal/actions/types";
import { AT_LEAST } from "../../../rehearsal/engine/clock";
import { PipelineRunner } from "../../../rehearsal/pipelines/runner";
import { Executions } from "../../../rehearsal/services/executions";
import { accountOf, smallPlan } from "../../support/account";

/** The least that CodePipeline lets an approval wait: here, at its fastest, the twelfth part of a second. */
const MINUTES = 5;

const plan = smallPlan("dev", [
    {
        type: "aws:codepipeline/pipeline:Pipeline",
        name: "p",
        inputs: {
            name: "p",
            roleArn: "arn:aws:iam::111122223333:role/p",
            stages: [
                {
                    name: "Approve",
                    actions: [{ name: "Approve", category: "Approval", provider: "Manual", timeoutInMinutes: MINUTES }],
                },
            ],
        },
    },
]);

const manual: RehearsedAction = {
    provider: "Manual",
    fidelity: { source: "" },
    run: async (_, { approve }) => {
        const { status } = await approve({ stage: "Approve", action: "Approve" });
        return { ok: status === "Approved" };
    },
};

/** How a run ends whose approval is answered after `milliseconds`, and why. */
async function answeredAfter(milliseconds: number): Promise<unknown> {
    const test = accountOf([plan], { speed: 3600 });
    try {
        const approver: Approver = async (_, signal) => {
            await sleep(milliseconds, undefined, { signal }).catch(() => Promise.reject(signal.reason as Error));
            return { status: "Approved", by: "a test", summary: "" };
        };
        new PipelineRunner(test.account, { actions: new Map([["Manual", manual]]), approver }).begin();
        test.account.part(Executions).start(text(plan.resources[0] ?? ({} as never), "arn"), { trigger: "test" });
        await test.account.quiet();
        const [ended] = test.facts("action.ended");
        return [ended?.data["status"], ended?.data["why"]];
    } finally {
        test.remove();
    }
}

describe("an approval", () => {
    const { answer } = AT_LEAST;
    afterEach(() => void (AT_LEAST.answer = answer));

    it("waits for a person, who is no faster in a rehearsal", async () => {
        assert.deepEqual(await answeredAfter(300), ["Succeeded", undefined]);
    });

    it("waits no longer than it does on AWS where that is long enough for a person", async () => {
        AT_LEAST.answer = 0;
        assert.deepEqual(await answeredAfter(300), ["Failed", `nobody answered within ${MINUTES} minutes`]);
    });
});
