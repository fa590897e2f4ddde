import assert from "node:assert/strict";

import { renderStackPolicy } from "../../../components/documents/endpoint-template";
import type { JsonObject } from "../../../plan/document";
import type { Planned } from "../../../plan/plans";
import { NotRehearsed, Refused } from "../../../rehearsal/account/gateway";
import { refusesUpdate, type Updated } from "../../../rehearsal/cloudformation/policy";

const stack = (policyBody?: unknown): { planned: Planned } => {
    const inputs = policyBody === undefined ? {} : { policyBody: JSON.stringify(policyBody) };
    return { planned: { resource: { inputs, outputs: {} } } as unknown as Planned };
};
const endpoint = (how: Updated["how"]): Updated => ({ how, logicalId: "Endpoint", type: "AWS::SageMaker::Endpoint" });
const allow = { Effect: "Allow", Principal: "*", Action: "Update:*", Resource: "*" };

describe("the policy of a stack", () => {
    it("of ours lets an endpoint be changed and replaced, never deleted; of all else anything", () => {
        const ours = stack(renderStackPolicy());
        refusesUpdate(ours, endpoint("Modify"));
        refusesUpdate(ours, endpoint("Replace"));
        refusesUpdate(ours, { how: "Delete", logicalId: "ErrorAlarm", type: "AWS::CloudWatch::Alarm" });
        assert.throws(() => refusesUpdate(ours, endpoint("Delete")), Refused);
    });
    it("that is none lets everything be updated; one that allows nothing, nothing", () => {
        refusesUpdate(stack(), endpoint("Delete"));
        assert.throws(
            () => refusesUpdate(stack({ Statement: [] }), endpoint("Modify")),
            /Update:Modify .* is not allowed/,
        );
    });
    it("names resources as the template does, and a deny wins", () => {
        const deny = (Resource: string): JsonObject => ({ ...allow, Effect: "Deny", Resource });
        const one = stack({ Statement: [deny("LogicalResourceId/End*"), allow] });
        assert.throws(() => refusesUpdate(one, endpoint("Modify")), /is denied/);
        refusesUpdate(stack({ Statement: [deny("LogicalResourceId/Model"), allow] }), endpoint("Modify"));
    });
    it("refuses what it does not know, in place of guessing", () => {
        for (const strange of [{ NotAction: "Update:Delete" }, { Condition: { StringEquals: { Other: ["x"] } } }])
            assert.throws(
                () => refusesUpdate(stack({ Statement: [{ ...allow, ...strange }] }), endpoint("Modify")),
                NotRehearsed,
            );
    });
});
