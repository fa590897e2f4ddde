import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { renderPolicy, renderResourcePolicy, trustIdentity, trustService } from "../../components/documents/policy";
import { record } from "../support/recorder";

/** What an output becomes, as the engine would be told. */
async function text(render: () => pulumi.Output<string>): Promise<unknown> {
    const { outputs } = await record(() => ({ text: render() }));
    return JSON.parse(String(outputs["text"])) as unknown;
}

describe("a policy", () => {
    it("is one statement for each permission, with nothing where nothing was said", async () => {
        const rendered = await text(() =>
            renderPolicy([
                { actions: ["s3:GetObject"], on: [pulumi.output("arn:a")] },
                { actions: ["s3:PutObject"], on: ["arn:b"], when: { Bool: { "aws:SecureTransport": "true" } } },
            ]),
        );
        assert.deepEqual(rendered, {
            Version: "2012-10-17",
            Statement: [
                { Action: ["s3:GetObject"], Effect: "Allow", Resource: ["arn:a"] },
                {
                    Action: ["s3:PutObject"],
                    Condition: { Bool: { "aws:SecureTransport": "true" } },
                    Effect: "Allow",
                    Resource: ["arn:b"],
                },
            ],
        });
    });

    it("keeps its reasons to itself", async () => {
        const rendered = await text(() => renderPolicy([{ actions: ["a:B"], on: "*", because: "AWS says so" }]));
        assert.doesNotMatch(JSON.stringify(rendered), /AWS says so|because/);
    });

    it("of a resource says to whom, and may deny", async () => {
        const rendered = await text(() =>
            renderResourcePolicy([
                { to: { Service: "events.amazonaws.com" }, actions: ["sns:Publish"], on: ["arn:t"] },
                { to: "*", effect: "Deny", actions: ["s3:*"], on: ["arn:b"] },
            ]),
        );
        assert.deepEqual(rendered, {
            Version: "2012-10-17",
            Statement: [
                {
                    Action: ["sns:Publish"],
                    Effect: "Allow",
                    Principal: { Service: "events.amazonaws.com" },
                    Resource: ["arn:t"],
                },
                { Action: ["s3:*"], Effect: "Deny", Principal: "*", Resource: ["arn:b"] },
            ],
        });
    });
});

describe("trust", () => {
    it("in a service holds for this account alone", async () => {
        assert.deepEqual(await text(() => trustService("codebuild.amazonaws.com", "111122223333")), {
            Version: "2012-10-17",
            Statement: [
                {
                    Action: "sts:AssumeRole",
                    Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
                    Effect: "Allow",
                    Principal: { Service: "codebuild.amazonaws.com" },
                },
            ],
        });
    });

    it("in a role names that role", async () => {
        assert.deepEqual(await text(() => trustIdentity(pulumi.output("arn:role"))), {
            Version: "2012-10-17",
            Statement: [{ Action: "sts:AssumeRole", Effect: "Allow", Principal: { AWS: "arn:role" } }],
        });
    });
});
