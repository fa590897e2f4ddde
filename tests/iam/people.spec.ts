import assert from "node:assert/strict";

import type { Statement } from "../../iam/evaluate";
import type { Plan } from "../../plan/document";
import { statementsOf } from "../../plan/policies";
import { matchesGolden } from "../support/golden";
import { planOf } from "../support/program";
import { simulate } from "./simulator";
import { changes, changesOf, statementsOfGroup, things } from "./support/people";

const GROUPS = ["developers", "approvers", "readers"] as const;
const ana = "arn:aws:iam::111122223333:user/ana";
const members = { members: [ana] };
const roles = { developers: members, approvers: members, readers: members };
/** Who answers for one of the two lines. */
const forWeb = { ...roles, approvers: { ...members, approves: ["web"] } };
const users = { access: "users", developers: { members: ["ana"] }, approvers: { members: ["cleo"] } };
const deploy = { kind: "ecs", port: 8080 };
const certificateArn = "arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-0000-0000-000000000000";
const services = {
    staging: {
        web: { source: { kind: "codecommit" }, build: { kind: "codebuild" }, deploy },
        other: { build: { kind: "docker", context: "examples/blue-green-web" }, deploy },
    },
    prod: { web: { deploy: { ...deploy, certificateArn } }, other: { deploy: { ...deploy, certificateArn } } },
};

function withTeam(stack: "staging" | "prod", team: unknown): Promise<Plan> {
    return planOf(stack, { overrides: { "fairlead:services": services[stack], "fairlead:team": team } });
}

describe("the people of a team", () => {
    for (const stack of ["staging", "prod"] as const) {
        for (const group of GROUPS) {
            it(`in ${stack}, ${group} change what is on the list and nothing else`, async () => {
                const plan = await withTeam(stack, stack === "prod" ? forWeb : roles);
                const found = await changesOf(plan, statementsOfGroup(plan, group));
                matchesGolden(`team/${stack}-${group}.txt`, found.map((line) => `${line}\n`).join(""));
            });
        }
    }

    it("are asked of every action that changes something, on everything there is", async () => {
        const asked = await changes();
        const there = things(await withTeam("prod", roles));
        assert.ok(asked.length > 1200, `only ${asked.length} actions were asked`);
        assert.ok(there.length > 80, `only ${there.length} things were asked about`);
        assert.ok(asked.includes("codepipeline:PutApprovalResult"));
        assert.ok(there.some((arn) => arn.endsWith("/Approve/Approve")));
    });

    it("mutant: approvers who may push are found", async () => {
        const plan = await withTeam("staging", roles);
        const sound = statementsOfGroup(plan, "approvers").filter(({ Effect }) => Effect === "Allow");
        const wrong: Statement = { Effect: "Allow", Action: "codecommit:GitPush", Resource: "*" };
        const found = await changesOf(plan, [...sound, wrong]);
        assert.ok(found.some((line) => line.startsWith("codecommit:GitPush on arn:")));
    });

    for (const [group, action, on] of [
        ["developers", "codepipeline:PutApprovalResult", /web-ship-prod-\w+\/Approve\/Approve$/],
        ["developers", "codebuild:StartBuild", /project\/web-ship-verify-prod-\w+$/],
        ["developers", "s3:PutObject", /releases\/web\/live\.zip$/],
        ["approvers", "codepipeline:StartPipelineExecution", /:web-ship-prod-\w+$/],
        ["approvers", "codepipeline:PutApprovalResult", /other-ship-prod-\w+\/Approve\/Approve$/],
        ["readers", "codepipeline:RetryStageExecution", /web-ship-prod-\w+\/Deploy$/],
    ] as const) {
        it(`${group} are denied ${action} also where another policy allows everything`, async () => {
            const plan = await withTeam("prod", forWeb);
            const thing = things(plan).find((arn) => on.test(arn));
            assert.ok(thing, `nothing is called like ${String(on)}`);
            const everything: Statement = { Effect: "Allow", Action: "*", Resource: "*" };
            const own = statementsOfGroup(plan, group);
            const ask = (identity: readonly Statement[]) =>
                simulate({ by: ana, action, on: thing, account: plan.account, context: {} }, { identity });
            assert.equal(await ask([everything]), "true");
            assert.equal(await ask([everything, ...own]), "false");
        });
    }
});

describe("users of a team", () => {
    const ask = async (action: string, on: string, context: Record<string, string>): Promise<string> => {
        const plan = await withTeam("staging", users);
        const own = plan.resources.find(({ name }) => name === "team-own-credentials");
        const identity = [...statementsOfGroup(plan, "developers"), ...statementsOf(own?.inputs["policy"])];
        return simulate(
            { by: ana, action, on, account: plan.account, context: { "aws:username": "ana", ...context } },
            { identity },
        );
    };
    const repository = "arn:aws:codecommit:eu-west-1:111122223333:web";
    const withMfa = { "aws:MultiFactorAuthPresent": "true" };
    const withoutMfa = { "aws:MultiFactorAuthPresent": "false" };

    it("push by git without a second factor, which git over HTTPS cannot show", async () => {
        assert.equal(await ask("codecommit:GitPush", repository, {}), "true");
        assert.equal(await ask("codecommit:GitPull", repository, withoutMfa), "true");
    });

    it("do nothing else to a line without one", async () => {
        const pipeline =
            things(await withTeam("staging", users)).find((arn) => /:web-make-staging-\w+$/.test(arn)) ?? "";
        for (const without of [{}, withoutMfa]) {
            assert.equal(await ask("codepipeline:StartPipelineExecution", pipeline, without), "false");
            assert.equal(await ask("codecommit:PutFile", repository, without), "false");
        }
        assert.equal(await ask("codepipeline:StartPipelineExecution", pipeline, withMfa), "true");
    });

    it("set up their own second factor and password, and nobody else's", async () => {
        assert.equal(await ask("iam:ChangePassword", ana, {}), "true");
        assert.equal(await ask("iam:EnableMFADevice", ana, {}), "true");
        assert.equal(await ask("iam:EnableMFADevice", `${ana}other`, withMfa), "false");
        assert.equal(await ask("iam:DeactivateMFADevice", ana, withoutMfa), "false");
        assert.equal(await ask("iam:CreateServiceSpecificCredential", ana, withMfa), "true");
    });

    it("have no access keys", async () => {
        assert.equal(await ask("iam:CreateAccessKey", ana, withMfa), "false");
        const plan = await withTeam("staging", users);
        assert.deepEqual(
            plan.resources.filter(({ type }) => type === "aws:iam/accessKey:AccessKey"),
            [],
        );
    });

    it("have no password in the state but one that is encrypted for a person", async () => {
        const plan = await withTeam("staging", { ...users, pgpKey: "keybase:ana" });
        const profiles = plan.resources.filter(({ type }) => type === "aws:iam/userLoginProfile:UserLoginProfile");
        assert.deepEqual(
            profiles.map(({ inputs }) => inputs),
            ["ana", "cleo"].map((user) => ({ user, pgpKey: "keybase:ana", passwordResetRequired: true })),
        );
        const without = await withTeam("staging", users);
        assert.ok(without.resources.every(({ type }) => type !== "aws:iam/userLoginProfile:UserLoginProfile"));
    });

    it("of one account are made by its first environment, and join the groups of the next", async () => {
        const plan = await withTeam("prod", users);
        assert.ok(plan.resources.every(({ type }) => type !== "aws:iam/user:User"));
        const joins = plan.resources.filter(({ type }) => type.endsWith(":UserGroupMembership"));
        assert.deepEqual(
            joins.map(({ inputs }) => inputs["user"]),
            ["ana", "cleo"],
        );
    });
});

describe("roles of a team", () => {
    const take = async (by: string, context: Record<string, string>): Promise<string> => {
        const plan = await withTeam("prod", roles);
        const role = plan.resources.find(({ type, name }) => type === "aws:iam/role:Role" && name === "team-approvers");
        const everything: Statement = { Effect: "Allow", Action: "*", Resource: "*" };
        return simulate(
            { by, action: "sts:AssumeRole", on: String(role?.outputs["arn"]), account: plan.account, context },
            { identity: [everything], resource: statementsOf(role?.inputs["assumeRolePolicy"]) },
        );
    };
    const asAna = { "aws:username": "ana", "aws:MultiFactorAuthPresent": "true", "sts:RoleSessionName": "ana" };

    it("are taken on by their people, with a second factor and under their own name", async () => {
        assert.equal(await take(ana, asAna), "true");
    });

    for (const [mistake, by, context] of [
        ["without a second factor", ana, { ...asAna, "aws:MultiFactorAuthPresent": "false" }],
        ["under a colleague's name", ana, { ...asAna, "sts:RoleSessionName": "ben" }],
        [
            "by somebody else",
            "arn:aws:iam::111122223333:user/eve",
            { ...asAna, "aws:username": "eve", "sts:RoleSessionName": "eve" },
        ],
        ["by another account's user of that name", "arn:aws:iam::999999999999:user/ana", asAna],
    ] as const) {
        it(`are not taken on ${mistake}`, async () => {
            assert.equal(await take(by, context), "false");
        });
    }
});
