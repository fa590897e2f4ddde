import * as assert from "node:assert/strict";

import { Account } from "../../../stacks/account";
import type * as accounts from "../../../stacks/account";
import { parseStack } from "../../../stacks/settings";
import type { AccountArgs } from "../../../stacks/args";
import { changed, stackFile } from "../../stacks/stack-files";
import { mutated } from "../../support/mutant";
import { record, type Recording } from "../../support/recorder";

const deployments = {
    repository: "acme/delivery",
    stacks: {
        staging: {
            previewPullRequests: true,
            deployCommits: true,
            drift: "0 6 * * *",
            docker: true,
            paths: ["web/**"],
        },
        prod: {},
    },
};

export function settings(more: object = deployments): AccountArgs {
    const raw = changed(stackFile("Pulumi.account.yaml"), {
        oncePerAccount: { pulumiOidc: { organization: "acme", deployments: more } },
    });
    const { account } = parseStack(raw, { project: "fairlead", environment: "account" });
    assert.ok(account);
    return account;
}

const made = ({ Account: Made }: Pick<typeof accounts, "Account"> = { Account }): Promise<Recording> =>
    record(
        () => {
            const { nextSteps } = new Made("account", settings());
            return { nextSteps };
        },
        { project: "fairlead", stack: "account" },
    );

const SETTINGS = "pulumiservice:index:DeploymentSettings";

interface Inputs {
    readonly vcs: Readonly<Record<string, unknown>>;
    readonly operationContext: { readonly preRunCommands: readonly string[] };
}
const of = (recording: Recording, stack: string): Inputs =>
    recording.one(SETTINGS, `account-deploy-${stack}`).inputs as unknown as Inputs;

describe("the settings of Pulumi Deployments", () => {
    let recording: Recording;
    before(async () => (recording = await made()));

    it("preview pull requests and bring up what is merged, where that is asked for", () => {
        const { vcs } = of(recording, "staging");
        assert.deepEqual(
            { ...vcs, paths: undefined },
            {
                provider: "github",
                repository: "acme/delivery",
                previewPullRequests: true,
                deployCommits: true,
                pullRequestTemplate: false,
                paths: undefined,
            },
        );
    });

    it("leave everything else to a person, and say how", () => {
        const { previewPullRequests, deployCommits } = of(recording, "prod").vcs;
        assert.deepEqual([previewPullRequests, deployCommits], [false, false]);
        assert.match(
            String(recording.outputs["nextSteps"]),
            /prod is brought up .*pulumi deployment run update --stack acme\/fairlead\/prod/,
        );
    });

    it("name the branch as Pulumi's own examples do", () => {
        const { inputs } = recording.one(SETTINGS, "account-deploy-prod");
        assert.deepEqual(inputs["sourceContext"], { git: { branch: "refs/heads/main" } });
    });

    it("wait until their stack is there, which a preview of this one finds out", () => {
        const reference = recording.one("pulumi:pulumi:StackReference", "account-deploy-prod");
        assert.equal(reference.inputs["name"], "acme/fairlead/prod");
        const { options } = recording.one(SETTINGS, "account-deploy-prod");
        assert.ok(options.dependsOn?.includes(reference.urn));
    });

    it("mutant: nobody asks whether the stack is there", async () => {
        const wrong = mutated<typeof accounts>("stacks/account", "components/account/deployments/index", [
            "dependsOn: [there]",
            "",
        ]);
        const recorded = await made(wrong);
        const { urn } = recorded.one("pulumi:pulumi:StackReference", "account-deploy-prod");
        assert.ok(!recorded.one(SETTINGS, "account-deploy-prod").options.dependsOn?.includes(urn));
    });

    it("ask for drift on a schedule, and put nothing right by themselves", () => {
        assert.deepEqual(
            recording.all("pulumiservice:index:DriftSchedule").map(({ inputs }) => inputs),
            [
                {
                    organization: "acme",
                    project: "fairlead",
                    stack: "staging",
                    scheduleCron: "0 6 * * *",
                    autoRemediate: false,
                },
            ],
        );
    });

    it("ask for a docker daemon where a line is built by one, and name the alternatives", () => {
        const [, docker = "", ...more] = of(recording, "staging").operationContext.preRunCommands;
        assert.deepEqual(more, []);
        assert.match(docker, /^docker info .*let CodeBuild build it.* exit 1; \}$/);
        assert.equal(of(recording, "prod").operationContext.preRunCommands.length, 1);
    });

    /** https://www.pulumi.com/registry/packages/pulumiservice/api-docs/deploymentsettings/ (1.3.0, Inputs and Supporting Types) */
    const NAMED: Readonly<Record<string, readonly string[]>> = {
        "": [
            ...[
                "agentPoolId",
                "cacheOptions",
                "executorContext",
                "github",
                "operationContext",
                "organization",
                "project",
            ],
            ...["sourceContext", "stack", "vcs"],
        ],
        vcs: [
            ...["deployCommits", "deployPullRequest", "installationId", "paths", "previewPullRequests", "provider"],
            ...["pullRequestTemplate", "repository"],
        ],
        operationContext: ["environmentVariables", "oidc", "options", "preRunCommands"],
        sourceContext: ["git"],
    };

    it("say nothing that the provider has no word for", () => {
        for (const { inputs } of recording.all(SETTINGS))
            for (const [part, names] of Object.entries(NAMED)) {
                const said = Object.keys((part === "" ? inputs : inputs[part]) as object);
                assert.deepEqual(
                    said.filter((name) => !names.includes(name)),
                    [],
                    part,
                );
            }
    });

    it("hold no secret and no role that all operations share", () => {
        const { operationContext } = recording.one(SETTINGS, "account-deploy-prod").inputs as {
            operationContext: object;
        };
        assert.deepEqual(Object.keys(operationContext), ["environmentVariables", "preRunCommands"]);
    });
});
