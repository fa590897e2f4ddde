import assert from "node:assert/strict";

import type { JsonObject } from "../../plan/document";
import { PUBLISHED } from "./published";
import { planWith, resource } from "../support/account";
import { REGISTRY, repository } from "../rehearsal/containers/fixture";
import { abalone, BUCKET, GROUP, PIPELINE, ROLE } from "../rehearsal/sagemaker/fixture";
import { simulate } from "./simulator";
import { Estate } from "./support/estate";
import { misattributed, ungranted, unpublished } from "./support/published";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/0123";
const here = (service: string, name: string) => `arn:aws:${service}:eu-west-1:111122223333:${name}`;
const objects = (...names: string[]) => names.map((name) => `arn:aws:s3:::${BUCKET}/digits/${name}/*`);

/** What the role of a pipeline needs that trains, as narrow as can be. */
const STATEMENTS: readonly JsonObject[] = [
    { Action: ["s3:GetObject"], Resource: objects("data", "runs", "models") },
    { Action: ["s3:PutObject"], Resource: objects("runs", "models") },
    {
        Action: ["s3:ListBucket"],
        Resource: [`arn:aws:s3:::${BUCKET}`],
        Condition: { StringLike: { "s3:prefix": ["digits/*"] } },
    },
    { Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"], Resource: [KEY] },
    { Action: ["ecr:GetAuthorizationToken"], Resource: ["*"] },
    {
        Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        Resource: [here("ecr", "repository/web")],
    },
    {
        Action: ["sagemaker:CreateProcessingJob", "sagemaker:DescribeProcessingJob", "sagemaker:AddTags"],
        Resource: [here("sagemaker", "processing-job/*")],
    },
    {
        Action: ["sagemaker:CreateTrainingJob", "sagemaker:DescribeTrainingJob", "sagemaker:AddTags"],
        Resource: [here("sagemaker", "training-job/*")],
    },
    {
        Action: ["sagemaker:CreateModelPackage"],
        Resource: [here("sagemaker", `model-package/${GROUP}/*`)],
        Condition: { StringEquals: { "sagemaker:ModelApprovalStatus": "PendingManualApproval" } },
    },
    {
        Action: ["sagemaker:AddTags", "sagemaker:DescribeModelPackage"],
        Resource: [here("sagemaker", `model-package/${GROUP}/*`)],
    },
    {
        Action: ["sagemaker:AddTags", "sagemaker:CreateModelPackageGroup"],
        Resource: [here("sagemaker", `model-package-group/${GROUP}`)],
    },
    {
        Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        Resource: ["ProcessingJobs", "TrainingJobs"].map((kind) => here("logs", `log-group:/aws/sagemaker/${kind}:*`)),
    },
    {
        Action: ["cloudwatch:PutMetricData"],
        Resource: ["*"],
        Condition: { StringLike: { "cloudwatch:namespace": "/aws/sagemaker/*" } },
    },
    {
        Action: ["iam:PassRole"],
        Resource: [ROLE],
        Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
    },
];
const TRUST = {
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: "sagemaker.amazonaws.com" },
    Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
};

function estate(statements: readonly JsonObject[], definition: JsonObject = abalone()): Estate {
    const document = (all: readonly JsonObject[]) => JSON.stringify({ Version: "2012-10-17", Statement: all });
    const policy = document(statements.map((statement) => ({ Effect: "Allow", ...statement })));
    const encryption = { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY } };
    return new Estate([
        planWith([
            repository("web"),
            resource(
                "aws:kms/key:Key",
                "key",
                {
                    policy: document([
                        {
                            Effect: "Allow",
                            Action: "kms:*",
                            Principal: { AWS: "arn:aws:iam::111122223333:root" },
                            Resource: "*",
                        },
                    ]),
                },
                { arn: KEY },
            ),
            resource("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", "data", {
                bucket: BUCKET,
                rules: [encryption],
            }),
            resource(
                "aws:iam/role:Role",
                "trains",
                { assumeRolePolicy: document([TRUST]) },
                { arn: ROLE, name: "trains" },
            ),
            resource("aws:iam/rolePolicy:RolePolicy", "trains", { role: "trains", policy }),
            resource(
                "aws:sagemaker/pipeline:Pipeline",
                "train",
                { roleArn: ROLE, pipelineDefinition: JSON.stringify(definition) },
                { arn: PIPELINE },
            ),
        ]),
    ]);
}

/** Parameters have values in it that name what is there. */
const told = (): JsonObject =>
    JSON.parse(
        JSON.stringify(abalone())
            .replace(
                '{"Name":"Image","Type":"String"}',
                `{"Name":"Image","Type":"String","DefaultValue":"${REGISTRY}/web:v1"}`,
            )
            .replaceAll('"OutputDataConfig":{', `"OutputDataConfig":{"KmsKeyId":"${KEY}",`),
    ) as JsonObject;

describe("the permissions of a pipeline of SageMaker", () => {
    it("are all there in the narrowest policy, and nothing of it is of another kind than rows know", () => {
        assert.deepEqual(estate(STATEMENTS, told()).missing(), []);
        assert.deepEqual(estate(STATEMENTS, told()).holes(), []);
    });
    for (const [at, { Action: actions }] of STATEMENTS.entries())
        for (const action of actions as readonly string[])
            it(`mutant: without ${action} (statement ${at + 1}) a step is refused`, () => {
                const without = STATEMENTS.map((statement, n) =>
                    n === at
                        ? {
                              ...statement,
                              Action: (actions as string[]).map((one) => (one === action ? "s3:GetBucketAcl" : one)),
                          }
                        : statement,
                );
                const missing = estate(without, told()).missing().join("\n");
                assert.match(missing, new RegExp(action.replace(":", ":")));
            });
    it("mutant: a model that registers itself as approved is refused", () => {
        const approved = JSON.parse(JSON.stringify(told()).replace("PendingManualApproval", "Approved")) as JsonObject;
        assert.match(estate(STATEMENTS, approved).missing().join("\n"), /sagemaker:CreateModelPackage/);
    });
    it("mutant: a step that reads another line's data is refused", () => {
        const theirs = JSON.parse(JSON.stringify(told()).replace("/digits/data", "/letters/data")) as JsonObject;
        const missing = estate(STATEMENTS, theirs).missing();
        assert.match(missing.join("\n"), /s3:GetObject.*letters\/data/s);
        assert.match(missing.join("\n"), /s3:ListBucket/);
    });
    it("are questions that somebody else's simulator understands, and answers as ours does", async () => {
        const { allow, policies } = estate(STATEMENTS, told());
        const identity = policies
            .filter(({ kind, holder }) => kind === "identity" && holder === ROLE)
            .flatMap(({ statements }) => statements);
        // What a key's own policy says is asked elsewhere.
        const own = allow.filter(({ by, action }) => by === ROLE && !action.startsWith("kms:"));
        const answers = await Promise.all(
            own.map(
                async (question) => [question.action, question.on, await simulate(question, { identity })] as const,
            ),
        );
        assert.deepEqual(
            answers.filter(([, , answer]) => answer !== "true"),
            [],
        );
    });
    it("are what AWS publishes, both ways", () => {
        const all = estate(STATEMENTS, told());
        const own = PUBLISHED.filter(({ at }) => at.some((one) => /training|processing/.test(one)));
        assert.equal(own.length, 3);
        assert.deepEqual(ungranted(own, [all]), []);
        assert.deepEqual(unpublished(own, all), []);
        assert.deepEqual(misattributed(own, all.allow), []);
    });
});
