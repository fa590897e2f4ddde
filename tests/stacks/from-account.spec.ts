import * as assert from "node:assert/strict";

import type { Plan } from "../../plan/document";
import { planOf } from "../support/program";
import { changed, complaint, stackFile } from "./stack-files";

const COMPUTED = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
const OTHER = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com/acme";

const planned = (fromAccount: object): Promise<Plan> =>
    planOf("staging", {
        configFile: "tests/fixtures/workflow/Pulumi.staging.yaml",
        overrides: { "fairlead:fromAccount": fromAccount },
    });

const references = ({ resources }: Plan) => resources.filter(({ type }) => type === "pulumi:pulumi:StackReference");

function trusted({ resources }: Plan): unknown {
    const role = resources.find(({ name, type }) => name === "students-make" && type === "aws:iam/role:Role");
    const { Statement } = JSON.parse(String(role?.inputs["assumeRolePolicy"])) as {
        readonly Statement: readonly { readonly Principal: { readonly Federated: string } }[];
    };
    return Statement[0]?.Principal.Federated;
}

describe("what an environment knows of its account", () => {
    it("is computed from names, so that no other stack is read", async () => {
        const plan = await planned({});
        assert.equal(trusted(plan), COMPUTED);
        assert.deepEqual(references(plan), []);
    });

    it("is what the settings say, where they do", async () => {
        assert.equal(trusted(await planned({ githubOidcArn: OTHER })), OTHER);
    });

    it("is read from the account's stack only where the settings name it", async () => {
        const plan = await planned({ stack: "acme/fairlead/account" });
        assert.deepEqual(
            references(plan).map(({ name, inputs }) => [name, inputs["name"]]),
            [["account", "acme/fairlead/account"]],
        );
    });

    it("is known from one source", () => {
        const both = { githubOidcArn: OTHER, stack: "acme/fairlead/account" };
        assert.match(
            complaint(changed(stackFile("Pulumi.staging.yaml"), { fromAccount: both })) ?? "",
            /fairlead:fromAccount\.githubOidcArn is set, and stack says it as well\n {2}allowed: one of githubOidcArn and stack\n/,
        );
        const short = { stack: "account" };
        assert.match(
            complaint(changed(stackFile("Pulumi.staging.yaml"), { fromAccount: short })) ?? "",
            /allowed: a stack's whole name, organization\/project\/stack/,
        );
    });
});
