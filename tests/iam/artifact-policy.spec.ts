// The policy that AWS's page gives to the bucket of a pipeline's artifacts.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/S3-artifact-encryption.html
import assert from "node:assert/strict";

import type { JsonObject } from "../../plan/document";
import { parsed } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { forget, shipped } from "./estates";
import { Estate } from "./support/estate";

const NAME = "artifacts";

/** The shipped stacks, whose artifact buckets say one thing more. */
async function withStatement(statement: JsonObject): Promise<Estate> {
    const { plans } = await shipped();
    return new Estate(
        plans.all.map((plan) => ({
            ...plan,
            resources: plan.resources.map((resource) => {
                if (resource.type !== TYPE.bucketPolicy || resource.name !== NAME) return resource;
                const { Statement, ...rest } = parsed(resource.inputs["policy"]) as {
                    readonly Statement: JsonObject[];
                };
                const bucket = String(resource.inputs["bucket"]);
                const more = { ...statement, Resource: `arn:aws:s3:::${bucket}/*` };
                const policy = JSON.stringify({ ...rest, Statement: [...Statement, more] });
                return { ...resource, inputs: { ...resource.inputs, policy } };
            }),
        })),
    );
}

const demands = (algorithm: string): JsonObject => ({
    Effect: "Deny",
    Principal: "*",
    Action: "s3:PutObject",
    Condition: { StringNotEquals: { "s3:x-amz-server-side-encryption": algorithm } },
});

describe("a bucket of artifacts that takes nothing but what is encrypted by KMS", () => {
    after(forget);

    it("takes what CodePipeline and CodeBuild put there", async () => {
        const strict = await withStatement(demands("aws:kms"));
        assert.ok(JSON.stringify(strict.plans.all).includes("s3:x-amz-server-side-encryption"), "it has the statement");
        assert.deepEqual(strict.missing(), []);
    });

    it("mutant: takes nothing where another algorithm is asked for", async () => {
        const { length } = (await withStatement(demands("AES256"))).missing();
        assert.ok(length > 5, `${length} calls are refused`);
    });
});
