import assert from "node:assert/strict";

import { answerToInvoke } from "../../cli/plan/stand-ins";
import type { JsonObject } from "../../plan/document";

const where = { account: "111122223333", region: "eu-west-1" };
const document = (statements: readonly JsonObject[]): unknown =>
    JSON.parse(
        String(answerToInvoke("aws:iam/getPolicyDocument:getPolicyDocument", { statements }, where).outputs["json"]),
    );

describe("what a plan answers to a lookup", () => {
    it("is the document that its statements are, as the provider works it out", () => {
        const statements: readonly JsonObject[] = [
            {
                actions: ["sts:AssumeRole"],
                principals: [{ type: "Service", identifiers: ["codebuild.amazonaws.com"] }],
            },
            {
                sid: "Own",
                effect: "Deny",
                notActions: ["s3:GetObject", "s3:ListBucket"],
                resources: ["*"],
                principals: [{ type: "*", identifiers: ["*"] }],
                conditions: [
                    { test: "StringEquals", variable: "aws:SourceAccount", values: ["111122223333"] },
                    { test: "StringEquals", variable: "aws:PrincipalTag/team", values: ["a", "b"] },
                ],
            },
        ];
        assert.deepEqual(document(statements), {
            Version: "2012-10-17",
            Statement: [
                { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "codebuild.amazonaws.com" } },
                {
                    Sid: "Own",
                    Effect: "Deny",
                    NotAction: ["s3:GetObject", "s3:ListBucket"],
                    Resource: "*",
                    Principal: "*",
                    Condition: {
                        StringEquals: { "aws:SourceAccount": "111122223333", "aws:PrincipalTag/team": ["a", "b"] },
                    },
                },
            ],
        });
    });

    it("is the same for the same question, and another for another", () => {
        const ami = (owner: string) =>
            answerToInvoke("aws:ec2/getAmi:getAmi", { owners: [owner] }, where).outputs["id"];
        assert.match(String(ami("amazon")), /^ami-[0-9a-f]{17}$/);
        assert.equal(ami("amazon"), ami("amazon"));
        assert.notEqual(ami("amazon"), ami("self"));
    });

    it("is marked where no table has it", () => {
        const { outputs, guessed } = answerToInvoke("aws:batch/getJobQueue:getJobQueue", { name: "night" }, where);
        assert.deepEqual(outputs, { id: "night", name: "night", arn: "arn:aws:batch:eu-west-1:111122223333:night" });
        assert.equal(guessed, true);
        assert.equal(answerToInvoke("aws:index/getRegion:getRegion", {}, where).guessed, undefined);
    });
});
