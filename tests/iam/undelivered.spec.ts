import assert from "node:assert/strict";

import type { JsonObject, Plan, PlannedResource } from "../../plan/document";
import { TYPE } from "../../plan/tokens";
import { forget, shipped } from "./estates";
import { Estate } from "./support/estate";

const NAME = "undelivered";

/** The shipped stacks, each with one queue for whatever its rules could not deliver, and this condition on its policy. */
async function withQueues(when: (plan: Plan) => JsonObject): Promise<Estate> {
    const { plans } = await shipped();
    return new Estate(
        plans.all.map((plan) => {
            const arn = `arn:aws:sqs:${plan.region}:${plan.account}:${NAME}-${plan.stack}`;
            const url = `https://sqs.${plan.region}.amazonaws.com/${plan.account}/${NAME}-${plan.stack}`;
            const statement = {
                Action: ["sqs:SendMessage"],
                Condition: when(plan),
                Effect: "Allow",
                Principal: { Service: "events.amazonaws.com" },
                Resource: [arn],
            };
            const made = (type: string, inputs: JsonObject, outputs: JsonObject): PlannedResource => ({
                ...(plan.resources[0] as PlannedResource),
                urn: `urn:pulumi:${plan.stack}::fairlead::${type}::${NAME}`,
                type,
                name: NAME,
                inputs,
                outputs,
            });
            return {
                ...plan,
                resources: [
                    ...plan.resources.map((resource) =>
                        resource.type === TYPE.eventTarget
                            ? { ...resource, inputs: { ...resource.inputs, deadLetterConfig: { arn } } }
                            : resource,
                    ),
                    made(TYPE.queue, { sqsManagedSseEnabled: true }, { arn, url }),
                    made(TYPE.queuePolicy, { queueUrl: url, policy: JSON.stringify({ Statement: [statement] }) }, {}),
                ],
            };
        }),
    );
}

const rulesOf =
    (account: (plan: Plan) => string) =>
    (plan: Plan): JsonObject => ({
        ArnLike: { "aws:SourceArn": `arn:aws:events:${plan.region}:${account(plan)}:rule/*` },
    });

describe("what a rule could not deliver", () => {
    after(forget);

    it("may be put into the environment's queue, by rules of this account and nobody else's", async () => {
        const estate = await withQueues(rulesOf(({ account }) => account));
        assert.ok(estate.allow.filter(({ action }) => action === "sqs:SendMessage").length > 5);
        assert.deepEqual(estate.missing(), []);
        assert.deepEqual(estate.excessive(), []);
        assert.deepEqual(
            estate.unproven().filter((line) => line.includes(NAME)),
            [],
        );
    });

    it("mutant: a queue that lets in the rules of another account", async () => {
        const estate = await withQueues(rulesOf(() => "999999999999"));
        assert.match(
            estate.missing().join("\n"),
            /what its target does not take: events\.amazonaws\.com sqs:SendMessage/,
        );
    });

    it("mutant: a queue that asks nobody for whom", async () => {
        const estate = await withQueues(() => ({}));
        assert.match(estate.excessive().join("\n"), /on behalf of another account: .*sqs:SendMessage/);
    });
});
