import assert from "node:assert/strict";

import type { Statement } from "../../iam/evaluate";
import type { Plan } from "../../plan/document";
import { matchesGolden } from "../support/golden";
import { planOf } from "../support/program";
import { changesOf, statementsOfGroup, things } from "./support/people";

const GROUPS = ["developers", "approvers", "readers"] as const;
const STACKS = ["staging", "prod"] as const;
const members = { members: ["arn:aws:iam::111122223333:user/ana"] };
const team = { developers: members, approvers: members, readers: members };
const EXAMPLES = { bundle: "code-suite-vm", image: "docker-hub-ec2" } as const;

const planned = (carries: keyof typeof EXAMPLES, stack: (typeof STACKS)[number]): Promise<Plan> =>
    planOf(stack, {
        configFile: `examples/${EXAMPLES[carries]}/Pulumi.${stack}.yaml`,
        overrides: { "fairlead:team": team },
    });

describe("the people of a team whose lines run on machines", () => {
    for (const carries of ["bundle", "image"] as const)
        for (const stack of STACKS)
            for (const group of GROUPS) {
                it(`with ${carries}s in ${stack}, ${group} change what is on the list and nothing else`, async () => {
                    const plan = await planned(carries, stack);
                    const found = await changesOf(plan, statementsOfGroup(plan, group));
                    const list = found.map((line) => `${line}\n`).join("");
                    matchesGolden(`team/machines/${carries}-${stack}-${group}.txt`, list);
                });
            }

    it("are asked about the machines, what tells them what to do, and who they are", async () => {
        const [fixed, grouped] = [things(await planned("bundle", "staging")), things(await planned("image", "prod"))];
        for (const [there, kinds] of [
            [fixed, [/:instance\/i-/, /:launch-template\//, /:document\//, /:instance-profile\//, /:deploymentgroup:/]],
            [grouped, [/:autoScalingGroup:/, /:targetgroup\//, /:document\//, /:instance-profile\//]],
        ] as const)
            for (const kind of kinds)
                assert.ok(
                    there.some((arn) => kind.test(arn)),
                    `nothing is called like ${String(kind)} in\n${there.join("\n")}`,
                );
    });

    for (const [action, on] of [
        ["ssm:StartSession", ":instance/"],
        ["ssm:SendCommand", ":instance/"],
        ["ec2:TerminateInstances", ":instance/"],
        ["codedeploy:CreateDeployment", ":deploymentgroup:"],
    ] as const)
        it(`mutant: developers who may ${action} are found`, async () => {
            const plan = await planned("bundle", "staging");
            const wrong: Statement = { Effect: "Allow", Action: action, Resource: "*" };
            const found = await changesOf(plan, [...statementsOfGroup(plan, "developers"), wrong]);
            assert.ok(found.some((line) => line.startsWith(`${action} on arn:`) && line.includes(on)));
        });
});
