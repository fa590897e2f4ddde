import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { github } from "../../../components/sources/github";
import { record, type Recording } from "../../support/recorder";
import { allow, below, makeContext, may } from "../surroundings";

const SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:github-status-AbCdEf";
const CONNECTION = "arn:aws:codeconnections:eu-west-1:111122223333:connection/00000000-0000-0000-0000-000000000000";

/** A source, and the pipelines that read it. */
function made(settings: object): Promise<Recording> {
    return record(() => {
        const context = makeContext({ connections: { github: CONNECTION } });
        const asked = github.settings.parse({ repository: "acme/web", ...settings });
        const source = github.make("web", asked, {}, context, {});
        if ("awaits" in source) throw new Error("there is a connection");
        source.reports?.({ make: pulumi.output("web-make-1"), check: pulumi.output("web-check-1") }, {});
        return { nextSteps: source.nextSteps };
    });
}

describe("a repository on GitHub", () => {
    it("is told nothing where nobody asks for that", async () => {
        const quiet = await made({});
        assert.deepEqual(quiet.all("aws:lambda/function:Function"), []);
        assert.equal((quiet.outputs["nextSteps"] as string[]).length, 2);
    });

    it("is told how runs go by a function, which alone reads the token", async () => {
        const told = await made({ commitStatus: { tokenSecretArn: SECRET } });
        assert.deepEqual(below(told, "CommitStatus", "web-status"), [
            "EventRule web-status",
            "EventTarget web-status",
            "Function web-status",
            "LogGroup web-status",
            "MetricAlarm web-status",
            "Permission web-status",
            "Role web-status",
            "RolePolicy web-status",
        ]);
        const [, ...rights] = may(told, "web-status") as unknown[];
        const pipeline = (name: string): string => `arn:aws:codepipeline:eu-west-1:111122223333:${name}`;
        assert.deepEqual(rights, [
            allow(["secretsmanager:GetSecretValue"], [SECRET]),
            allow(["codepipeline:GetPipelineExecution"], [pipeline("web-make-1"), pipeline("web-check-1")]),
        ]);
        const says = told.one("aws:lambda/function:Function");
        assert.deepEqual(says.inputs["environment"], {
            variables: {
                CHECK: "web-check-1",
                CONTEXT: "project/stack/web",
                MAKE: "web-make-1",
                REPOSITORY: "acme/web",
                TOKEN_SECRET_ARN: SECRET,
            },
        });
        const rule = told.one("aws:cloudwatch/eventRule:EventRule");
        assert.deepEqual(JSON.parse(String(rule.inputs["eventPattern"])), {
            source: ["aws.codepipeline"],
            "detail-type": [
                "CodePipeline Pipeline Execution State Change",
                "CodePipeline Stage Execution State Change",
            ],
            detail: {
                pipeline: ["web-make-1", "web-check-1"],
                $or: [
                    { stage: ["Source"], state: ["SUCCEEDED"] },
                    {
                        stage: [{ exists: false }],
                        state: ["RESUMED", "SUCCEEDED", "FAILED", "STOPPED", "SUPERSEDED", "CANCELED"],
                    },
                ],
            },
        });
        assert.equal(told.one("aws:lambda/permission:Permission").inputs["sourceArn"], rule.outputs["arn"]);
        assert.match(String(told.outputs["nextSteps"]), /for acme\/web alone, with Commit statuses: read and write/);
    });

    it("refuses a token in place of its secret's ARN, and half an ARN", () => {
        for (const tokenSecretArn of ["github_pat_11AAAA", SECRET.replace("github-status-AbCdEf", "token")]) {
            const asked = { repository: "acme/web", commitStatus: { tokenSecretArn } };
            assert.equal(github.settings.safeParse(asked).success, false, tokenSecretArn);
        }
    });
});
