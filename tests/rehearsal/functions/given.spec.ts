// Functions whose text somebody gives: found in a folder, and run in walls of their own in the middle of a deployment.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { functionsIn } from "../../../cli/functions";
import type { GivenFunction } from "../../../rehearsal/account/local-account";
import { usualHandler } from "../../../rehearsal/services/given-functions";
import { resource } from "../../support/account";
import { hurry, planOf, starting } from "../deployments/line";
import { deployed, endOf, INFRASTRUCTURE, movedPlan } from "../deployments/native";
import { isOnPath, skipBecause } from "../../support/skip";
import { needsWalls } from "../hosts/fixture";

const folders: string[] = [];
const folderOf = (files: Readonly<Record<string, string>>): string => {
    const folder = mkdtempSync(join(tmpdir(), "function-"));
    folders.push(folder);
    for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
    }
    return folder;
};
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

const NAME = "web-0.eu-west-1.elb.amazonaws.com";
const balancer = resource(
    "aws:lb/loadBalancer:LoadBalancer",
    "balancer",
    {},
    { arn: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/0", dnsName: NAME },
);

/** Asks the new tasks behind the test listener, and answers CodeDeploy by what they say. */
const NODE = `import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from "@aws-sdk/client-codedeploy";
import { wanted } from "./lib/wanted.mjs";

export const handler = async ({ DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId }) => {
    const answer = await fetch(process.env.TEST_URL);
    const status = (await answer.text()) === wanted ? "Succeeded" : "Failed";
    const input = { deploymentId, lifecycleEventHookExecutionId, status };
    await new CodeDeployClient({}).send(new PutLifecycleEventHookExecutionStatusCommand(input));
};
`;
const PYTHON = `import os
import urllib.request
import boto3

def lambda_handler(event, context):
    with urllib.request.urlopen(os.environ["TEST_URL"]) as answer:
        said = answer.read().decode()
    boto3.client("codedeploy").put_lifecycle_event_hook_execution_status(
        deploymentId=event["DeploymentId"],
        lifecycleEventHookExecutionId=event["LifecycleEventHookExecutionId"],
        status="Succeeded" if said == "v2" else "Failed",
    )
`;
const ENV = `TEST_URL=http://${NAME}:8080/\n`;
const node = (wanted: string): GivenFunction => ({
    folder: folderOf({
        "index.mjs": NODE,
        "lib/wanted.mjs": `export const wanted = "${wanted}";\n`,
        ".env": ENV,
        // Lambda brings the SDK; what a folder has of it would ask the internet.
        "node_modules/@aws-sdk/client-codedeploy/index.js": "throw new Error('the SDK of the folder');\n",
    }),
    handler: "index.handler",
});

describe("the text of a function that no plan makes", () => {
    it("is found by what Lambda's console calls its files, or by the handler that is said", () => {
        const found = (...files: string[]) =>
            usualHandler(folderOf(Object.fromEntries(files.map((each) => [each, ""]))));
        assert.equal(found("index.mjs"), "index.handler");
        assert.equal(found("lambda_function.py"), "lambda_function.lambda_handler");
        assert.equal(found("index.py"), "index.lambda_handler");
        assert.equal(found("app.js"), undefined);
        const folder = folderOf({ "src/app.py": "" });
        assert.deepEqual(functionsIn([`smoke=${folder}#src/app.check`]), {
            smoke: { folder, handler: "src/app.check" },
        });
        const arn = "arn:aws:lambda:eu-west-1:111122223333:function:smoke:live";
        assert.deepEqual(Object.keys(functionsIn([`${arn}=${folder}#src/app.check`])), ["smoke"]);
    });

    for (const [what, given, words] of [
        ["no name", "../smoke", /say <name>=<folder>/],
        ["no folder", "smoke=/nowhere", /there is no such folder/],
        [
            "a folder without a usual file",
            `smoke=${folderOf({ "app.js": "" })}`,
            /say where it begins: --function smoke=/,
        ],
        ["a handler that is nowhere", `smoke=${folderOf({ "app.js": "" })}#main.handler`, /main.handler names no file/],
    ] as const)
        it(`refuses ${what}`, () => assert.throws(() => functionsIn([given]), words));
});

describe("a function in the middle of a deployment", function () {
    this.timeout(60_000);
    before(needsWalls);
    hurry({ startUp: 100 });
    const start = starting();
    const plan = { ...planOf(), resources: [...planOf().resources, balancer] };
    const play = async (smoke: GivenFunction) => {
        const line = await start({ plan, given: { smoke } });
        const { status, why } = await line.ended(await line.deploy("v2", {}, { AfterAllowTestTraffic: "smoke" }));
        return [status, why, await line.answer()];
    };

    it("asks the new tasks, and answers CodeDeploy: by Node.js, and the other way where they say another thing", async () => {
        assert.deepEqual(await play(node("v2")), ["Succeeded", undefined, "v2"]);
        const [status, why, live] = await play(node("v3"));
        assert.deepEqual([status, live], ["Failed", "v1"]);
        assert.match(String(why), /answered Failed$/);
    });

    it("asks the new tasks, and answers CodeDeploy: by Python", async function () {
        if (!isOnPath("python3")) return skipBecause(this, "no python3 on PATH");
        const folder = folderOf({ "lambda_function.py": PYTHON, ".env": ENV });
        assert.deepEqual(await play({ folder, handler: "lambda_function.lambda_handler" }), [
            "Succeeded",
            undefined,
            "v2",
        ]);
    });

    it("answers by its third argument too, and what it throws is told", async () => {
        const lifecycleHooks = [
            {
                ...{ targetType: "AWS_LAMBDA", lifecycleStages: ["POST_SCALE_UP"], roleArn: INFRASTRUCTURE },
                hookTargetArn: "arn:aws:lambda:eu-west-1:111122223333:function:smoke",
            },
        ];
        const moved = movedPlan({ strategy: "BLUE_GREEN", bakeTimeInMinutes: "0", lifecycleHooks });
        const ends = async (text: string) => {
            const given = { smoke: { folder: folderOf({ "index.js": text }), handler: "index.handler" } };
            const line = await start({ plan: moved, given });
            return endOf(line, await deployed(line, "v2"));
        };
        const older = "exports.handler = (event, context, done) => done(null, { hookStatus: 'SUCCEEDED' });\n";
        assert.deepEqual(await ends(older), { status: "SUCCESSFUL" });
        const { status, why } = await ends("exports.handler = async () => { throw new RangeError('too far'); };\n");
        assert.equal(status, "ROLLBACK_SUCCESSFUL");
        assert.match(String(why), /lifecycle hook smoke answered RangeError: too far\.$/);
    });

    it("may ask AWS for nothing else, as no plan says what its role allows", async () => {
        const text = `const { SSMClient, GetParameterCommand } = require("@aws-sdk/client-ssm");
exports.handler = () => new SSMClient({}).send(new GetParameterCommand({ Name: "/a" }));
`;
        const line = await start({
            plan,
            given: { smoke: { folder: folderOf({ "index.js": text }), handler: "index.handler" } },
        });
        const on = "arn:aws:lambda:eu-west-1:111122223333:function:smoke";
        const { Payload } = (await line.call("lambda:InvokeFunction", on, { Payload: {} })) as {
            Payload: { errorMessage: string };
        };
        assert.equal(
            Payload.errorMessage,
            "not rehearsed: aws ssm get-parameter: no plan has the function smoke, and so none says what its role allows",
        );
    });
});
