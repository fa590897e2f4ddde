import assert from "node:assert/strict";

import { attachedPolicies } from "../../iam/managed-policies";
import { type Plan, Plans } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { judgeOf } from "../../rehearsal/account/judge";
import type { Verdict } from "../../rehearsal/account/gateway";

const ROLE = "arn:aws:iam::111122223333:role/deploys";
const SERVICE = "arn:aws:ecs:eu-west-1:111122223333:service/main/web";

/** What a role may that has one managed policy attached. */
function verdict(policy: string, action: string, on = SERVICE): Verdict {
    const role = {
        urn: "urn:pulumi:s::p::aws:iam/role:Role::deploys",
        type: TYPE.role,
        name: "deploys",
        custom: true,
        inputs: { managedPolicyArns: [policy] },
        outputs: { arn: ROLE, name: "deploys" },
        id: "deploys",
        options: {},
    };
    const head = { format: 1, project: "p", stack: "s", account: "111122223333", region: "eu-west-1" } as const;
    const plan: Plan = { ...head, resources: [role], invokes: [], outputs: {} };
    return judgeOf(new Plans([plan]))({ by: { role: ROLE, as: "CodeDeploy" }, action, on });
}

describe("AWS's managed policies, attached to a role", () => {
    const ecs = "arn:aws:iam::aws:policy/AWSCodeDeployRoleForECS";

    it("allow what AWS published, and nothing else", () => {
        assert.deepEqual(verdict(ecs, "ecs:CreateTaskSet"), { allowed: true });
        const { allowed, undecided } = verdict(ecs, "ecs:StopTask") as Verdict & { undecided?: string };
        assert.deepEqual({ allowed, undecided }, { allowed: false, undecided: undefined });
    });

    it("have the conditions that AWS published", () => {
        const on = "arn:aws:iam::111122223333:role/task";
        assert.equal(verdict(ecs, "iam:PassRole", on).allowed, false);
    });

    it("are found below a path, and in another partition", () => {
        const path = "arn:aws-cn:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";
        assert.deepEqual(verdict(path, "ecr:GetAuthorizationToken", "*"), { allowed: true });
    });

    it("allow by what they leave out", () => {
        assert.equal(verdict("arn:aws:iam::aws:policy/PowerUserAccess", "ecs:StopTask").allowed, true);
        const on = "arn:aws:iam::111122223333:role/task";
        assert.equal(verdict("arn:aws:iam::aws:policy/PowerUserAccess", "iam:CreateRole", on).allowed, false);
    });

    it("decide nothing where nobody here knows what they say", () => {
        const said = verdict("arn:aws:iam::aws:policy/AmazonBraketFullAccess", "ecs:StopTask");
        assert.ok(!said.allowed);
        assert.match(said.undecided ?? "", /AmazonBraketFullAccess says stands in no plan/);
        // A policy of the account's own is not AWS's, whatever it is called.
        assert.equal(
            verdict("arn:aws:iam::111122223333:policy/AWSCodeDeployRoleForECS", "ecs:CreateTaskSet").allowed,
            false,
        );
    });

    it("are thirty, each once", () => {
        assert.equal(attachedPolicies.length, 30);
        assert.equal(new Set(attachedPolicies).size, 30);
    });
});
