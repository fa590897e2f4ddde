import * as assert from "node:assert/strict";

import { oidcArn } from "../../components/account/oidc";
import { Account } from "../../stacks/account";
import type * as accounts from "../../stacks/account";
import { parseStack } from "../../stacks/settings";
import type { AccountArgs } from "../../stacks/args";
import { changed, stackFile } from "./stack-files";
import { mutated } from "../support/mutant";
import { planOf } from "../support/program";
import { record, type Recording } from "../support/recorder";

const context = { project: "fairlead", environment: "account" };
const HERE = { ...context, account: "111122223333", region: "eu-west-1", partition: "aws" };
const GITHUB = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";

function settings(oncePerAccount: object): AccountArgs {
    const raw = changed(stackFile("Pulumi.account.yaml"), { oncePerAccount });
    const { account } = parseStack(raw, context);
    assert.ok(account);
    return account;
}

const made = (oncePerAccount: object, { Account: Made }: Pick<typeof accounts, "Account"> = { Account }) =>
    record(
        () => {
            const { arns, nextSteps } = new Made("account", settings(oncePerAccount));
            return { arns, nextSteps };
        },
        { project: "fairlead", stack: "account" },
    );

const typesOf = ({ registrations }: Recording): string[] =>
    registrations.filter(({ custom, provider }) => custom && provider === "aws").map(({ type }) => type);

describe("what an account has once", () => {
    it("is nothing where nothing is named", async () => {
        const recording = await made({});
        assert.deepEqual(
            typesOf(recording).filter((type) => !type.startsWith("pulumi:")),
            [],
        );
        assert.deepEqual(recording.outputs, { arns: {}, nextSteps: [] });
    });

    it("lets GitHub's and Pulumi's tokens in, each for its own audience", async () => {
        const recording = await made({ githubOidc: {}, pulumiOidc: { organization: "acme" } });
        const providers = recording.all("aws:iam/openIdConnectProvider:OpenIdConnectProvider");
        assert.deepEqual(
            providers.map(({ inputs: { url, clientIdLists } }) => [url, clientIdLists]),
            [
                ["https://token.actions.githubusercontent.com", ["sts.amazonaws.com"]],
                ["https://api.pulumi.com/oidc", ["acme"]],
            ],
        );
    });

    it("has the ARN that an environment works out before it exists", async () => {
        const { outputs } = await made({ githubOidc: {} });
        assert.deepEqual(outputs["arns"], { githubOidcArn: GITHUB });
        assert.equal(oidcArn({ host: "token.actions.githubusercontent.com" }, HERE), GITHUB);
    });

    const existing = {
        githubOidc: { arn: GITHUB },
        pulumiOidc: { organization: "acme", arn: "arn:aws:iam::111122223333:oidc-provider/api.pulumi.com/oidc" },
        sourceCredentials: { github: { by: "existing", arn: "arn:aws:codebuild:eu-west-1:111122223333:token/github" } },
    };

    it("makes and imports nothing that exists, so that destroy takes nothing of the company's", async () => {
        const recording = await made(existing);
        assert.deepEqual(typesOf(recording), []);
        assert.deepEqual(recording.outputs["arns"], {
            githubOidcArn: GITHUB,
            pulumiOidcArn: existing.pulumiOidc.arn,
            githubSourceCredentialArn: existing.sourceCredentials.github.arn,
        });
    });

    it("mutant: a provider that exists is taken over", async () => {
        const wrong = mutated<typeof accounts>("stacks/account", "components/account/oidc", ["existing ?? ", ""]);
        assert.equal(typesOf(await made(existing, wrong)).length, 2);
    });

    it("signs CodeBuild in by references, never by a token", async () => {
        const connection = "arn:aws:codeconnections:eu-west-1:111122223333:connection/0";
        const secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:gitlab-a1b2c3";
        const recording = await made({
            sourceCredentials: { github: { by: "connection", arn: connection }, gitlab: { by: "secret", arn: secret } },
        });
        assert.deepEqual(
            recording
                .all("aws:codebuild/sourceCredential:SourceCredential")
                .map(({ inputs: { authType, serverType } }) => [authType, serverType]),
            [
                ["CODECONNECTIONS", "GITHUB"],
                ["SECRETS_MANAGER", "GITLAB"],
            ],
        );
    });

    it("scans images as it says, and tells what that switches on", async () => {
        const basic = await made({ registryScanning: { type: "basic", scanOnPush: ["shop/*"] } });
        const configuration = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration";
        assert.deepEqual(basic.one(configuration).inputs, {
            scanType: "BASIC",
            rules: [
                { scanFrequency: "SCAN_ON_PUSH", repositoryFilters: [{ filter: "shop/*", filterType: "WILDCARD" }] },
            ],
        });
        const enhanced = await made({ registryScanning: { type: "enhanced" } });
        assert.deepEqual(enhanced.one(configuration).inputs, {
            scanType: "ENHANCED",
            rules: [{ scanFrequency: "CONTINUOUS_SCAN", repositoryFilters: [{ filter: "*", filterType: "WILDCARD" }] }],
        });
        assert.deepEqual(
            [basic, enhanced].map(({ outputs }) => (outputs["nextSteps"] as string[]).length),
            [0, 1],
        );
    });

    it("has ECR sign what is pushed, this project's own or as it says, by a profile whose ARN lines know beforehand", async () => {
        const ARN = "arn:aws:signer:eu-west-1:111122223333:/signing-profiles/";
        const rule = (profile: string, ...filters: string[]) => ({
            SigningProfileArn: `${ARN}${profile}`,
            RepositoryFilters: filters.map((Filter) => ({ Filter, FilterType: "WILDCARD_MATCH" })),
        });
        const signed = async (settings: object) => {
            const recording = await made({ registrySigning: settings });
            const { typeName, desiredState } = recording.one("aws:cloudcontrol/resource:Resource").inputs;
            assert.equal(typeName, "AWS::ECR::SigningConfiguration");
            const { platformId } = recording.one("aws:signer/signingProfile:SigningProfile").inputs;
            assert.equal(platformId, "Notation-OCI-SHA384-ECDSA");
            return JSON.parse(String(desiredState)) as unknown;
        };
        assert.deepEqual(await signed({}), { Rules: [rule("fairlead_images", "fairlead-*/*")] });
        const chosen = { repositories: ["shop-*/*", "tools/*"], profile: "acme_2" };
        assert.deepEqual(await signed(chosen), { Rules: [rule("acme_2", ...chosen.repositories)] });
    });

    const studio = {
        vpcId: "vpc-0123456789abcdef0",
        subnetIds: ["subnet-0123456789abcdef0"],
        profiles: { ana: {}, ben: { approves: true } },
    };
    const mayOf = (recording: Recording, profile: string): string =>
        JSON.stringify(recording.one("aws:iam/rolePolicy:RolePolicy", `account-studio-${profile}`).inputs["policy"]);

    /** Statements of a profile that name such an action. */
    const saying = (recording: Recording, profile: string, action: RegExp): Record<string, unknown>[] => {
        const { policy } = recording.one("aws:iam/rolePolicy:RolePolicy", `account-studio-${profile}`).inputs;
        const { Statement } = JSON.parse(String(policy)) as { Statement: Record<string, unknown>[] };
        return Statement.filter(({ Action }) => action.test(JSON.stringify(Action)));
    };

    it("has Studio stop what nobody uses, and give its files up with the domain", async () => {
        const recording = await made({ studio });
        const { inputs } = recording.one("aws:sagemaker/domain:Domain");
        assert.deepEqual(inputs["retentionPolicy"], { homeEfsFileSystem: "Delete" });
        const idle = { idleSettings: { lifecycleManagement: "ENABLED", idleTimeoutInMinutes: 60 } };
        const { jupyterLabAppSettings, codeEditorAppSettings } = inputs["defaultUserSettings"] as Record<
            string,
            unknown
        >;
        assert.deepEqual(
            [jupyterLabAppSettings, codeEditorAppSettings],
            Array(2).fill({ appLifecycleManagement: idle }),
        );
        const kept = await made({ studio: { ...studio, keepFiles: true, idleMinutes: 120 } });
        const { retentionPolicy } = kept.one("aws:sagemaker/domain:Domain").inputs;
        assert.deepEqual(retentionPolicy, { homeEfsFileSystem: "Retain" });
        assert.match(
            (recording.outputs["nextSteps"] as string[]).join("\n"),
            /security-group-for-inbound-nfs-.* docs\/account\.md#studio/,
        );
    });

    it("gives each profile of Studio a role of its own, and the registry's status to who approves alone", async () => {
        const recording = await made({ studio });
        const roles = recording
            .all("aws:sagemaker/userProfile:UserProfile")
            .map(({ inputs }) => [
                inputs["userProfileName"],
                (inputs["userSettings"] as { executionRole: string }).executionRole,
            ]);
        assert.deepEqual(
            roles.map(([profile]) => profile),
            ["ana", "ben"],
        );
        assert.notEqual(roles[0]?.[1], roles[1]?.[1]);
        assert.doesNotMatch(mayOf(recording, "ana"), /UpdateModelPackage/);
        assert.match(mayOf(recording, "ben"), /UpdateModelPackage.*model-package\/fairlead-\*/);
        for (const profile of ["ana", "ben"])
            assert.doesNotMatch(
                mayOf(recording, profile),
                /s3:|iam:|StartPipelineExecution|CreateModelPackage|Endpoint/,
            );
    });

    it("mutant: a Studio in which everybody approves is seen", async () => {
        const wrong = mutated<typeof accounts>("stacks/account", "components/account/studio", [
            "approves ? ",
            "true ? ",
        ]);
        assert.match(mayOf(await made({ studio }, wrong), "ana"), /UpdateModelPackage/);
    });

    const offering = {
        ...studio,
        profiles: { ana: {}, ben: { createsProjects: true } },
        projectTemplates: { digits: "templates/digits.yaml" },
    };

    it("offers templates in Studio where the domain says, for pages of Studio, by the tag that shows them", async () => {
        const recording = await made({ studio: offering });
        const { bucket, key, tags } = recording.one("aws:s3/bucketObjectv2:BucketObjectv2").inputs;
        assert.deepEqual([key, tags], ["digits.yaml", { "sagemaker:studio-visibility": "true" }]);
        assert.deepEqual(recording.one("aws:sagemaker/domain:Domain").inputs["tags"], {
            "sagemaker:projectS3TemplatesLocation": `s3://${String(bucket)}`,
        });
        const { corsRules } = recording.one("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration").inputs;
        const [{ allowedOrigins }] = corsRules as [{ allowedOrigins: unknown }];
        assert.deepEqual(allowedOrigins, ["https://*.sagemaker.aws"]);
        assert.deepEqual(
            typesOf(await made({ studio })).filter((type) => /bucket|kms|policy:Policy$/.test(type)),
            [],
        );
    });

    it("lets who creates projects hand on one role, which makes roles of projects within a boundary alone", async () => {
        const recording = await made({ studio: offering });
        assert.doesNotMatch(mayOf(recording, "ana"), /Project|iam:|cloudformation:/);
        assert.match(mayOf(recording, "ben"), /iam:PassRole.*role\/account-studio-projects-update-/);
        const policies = recording.all("aws:iam/rolePolicy:RolePolicy").filter(({ name }) => name.endsWith("-update"));
        const text = JSON.stringify(policies.map(({ inputs }) => inputs["policy"]));
        assert.match(text, /iam:PermissionsBoundary[^}]*policy\/fairlead-projects-boundary/);
        assert.ok(text.includes("role/*-p-????????????-???????"), text);
        const boundary = recording.one("aws:iam/policy:Policy", "account-studio-projects-roles-boundary").inputs;
        assert.equal(boundary["name"], "fairlead-projects-boundary");
        assert.ok(String(boundary["policy"]).includes("role/*-p-????????????-???????"));
    });

    it("lets who creates projects read where templates are, and make stacks of them alone", async () => {
        const recording = await made({ studio: offering });
        const bucket = String(recording.one("aws:s3/bucketObjectv2:BucketObjectv2").inputs["bucket"]);
        const domain = recording.one("aws:sagemaker/domain:Domain").outputs["arn"];
        const stack = "arn:aws:cloudformation:eu-west-1:111122223333:stack/SP-*";
        assert.deepEqual(
            saying(recording, "ben", /"(sagemaker:ListTags|cloudformation:\w+Stacks?)"/).map(
                ({ Action, Resource, Condition }) => [Action, Resource, Condition],
            ),
            [
                [["sagemaker:ListTags"], [domain, "arn:aws:sagemaker:eu-west-1:111122223333:project/*"], undefined],
                [
                    ["cloudformation:CreateStack", "cloudformation:UpdateStack"],
                    [stack],
                    {
                        StringLike: {
                            "cloudformation:TemplateUrl": [
                                `https://${bucket}.s3.eu-west-1.amazonaws.com/*`,
                                `https://s3.eu-west-1.amazonaws.com/${bucket}/*`,
                                `https://${bucket}.s3.amazonaws.com/*`,
                                `https://s3.amazonaws.com/${bucket}/*`,
                            ],
                        },
                    },
                ],
                [["cloudformation:DeleteStack", "cloudformation:DescribeStacks"], [stack], undefined],
            ],
        );
    });

    it("lets CloudFormation take that role on without a condition, as AWS shows it", async () => {
        const { inputs } = (await made({ studio: offering })).one(
            "aws:iam/role:Role",
            "account-studio-projects-update",
        );
        assert.deepEqual(JSON.parse(String(inputs["assumeRolePolicy"])), {
            Version: "2012-10-17",
            Statement: [
                { Action: "sts:AssumeRole", Effect: "Allow", Principal: { Service: "cloudformation.amazonaws.com" } },
            ],
        });
    });

    it("mutant: a Studio in which everybody creates projects is seen", async () => {
        const wrong = mutated<typeof accounts>("stacks/account", "components/account/studio", [
            "createsProjects ? ",
            "true ? ",
        ]);
        assert.match(mayOf(await made({ studio: offering }, wrong), "ana"), /iam:PassRole/);
    });

    it("asks for long passwords of every kind of character that were not used before", async () => {
        const { inputs } = (await made({ passwordPolicy: {} })).one(
            "aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
        );
        assert.deepEqual(inputs, {
            minimumPasswordLength: 14,
            passwordReusePrevention: 24,
            requireLowercaseCharacters: true,
            requireUppercaseCharacters: true,
            requireNumbers: true,
            requireSymbols: true,
            allowUsersToChangePassword: true,
        });
    });

    it("sends text messages within what AWS agreed to", async () => {
        const recording = await made({ smsPreferences: { monthlySpendLimitDollars: 20, defaultSenderId: "Acme" } });
        assert.deepEqual(recording.one("aws:sns/smsPreferences:SmsPreferences").inputs, {
            monthlySpendLimit: 20,
            defaultSmsType: "Transactional",
            defaultSenderId: "Acme",
        });
        assert.match(String(recording.outputs["nextSteps"]), /ask AWS Support for a monthly SMS spend of 20/);
    });

    it("keeps copies of registries under the prefix that Dockerfiles name", async () => {
        const credentialArn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:ecr-pullthroughcache/hub-a1b2c3";
        const recording = await made({
            pullThrough: { hub: { upstream: "docker-hub", credentialArn }, aws: { upstream: "ecr-public" } },
        });
        assert.deepEqual(
            recording.all("aws:ecr/pullThroughCacheRule:PullThroughCacheRule").map(({ inputs }) => inputs),
            [
                { ecrRepositoryPrefix: "aws", upstreamRegistryUrl: "public.ecr.aws" },
                { ecrRepositoryPrefix: "hub", upstreamRegistryUrl: "registry-1.docker.io", credentialArn },
            ],
        );
    });
});

describe("the stack of an account", () => {
    it("takes the defaults of an environment's keys for not set, and an environment those of an account's", () => {
        const defaults = {
            promotesTo: [],
            promotesFrom: {},
            network: {},
            services: {},
            team: {},
            logRetentionDays: 90,
        };
        const raw = stackFile("Pulumi.account.yaml");
        assert.deepEqual(parseStack(changed(raw, defaults), context), parseStack(raw, context));
        const staging = stackFile("Pulumi.staging.yaml");
        const more = changed(staging, { scope: "environment", oncePerAccount: {} });
        const where = { project: "fairlead", environment: "staging" };
        assert.deepEqual(parseStack(more, where), parseStack(staging, where));
    });

    it("gives ARNs and next steps, and none of what an environment gives", async () => {
        const { outputs } = await planOf("account");
        assert.deepEqual(Object.keys(outputs), ["arns", "nextSteps"]);
    });
});
