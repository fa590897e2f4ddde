import assert from "node:assert/strict";
import { strToU8, zipSync } from "fflate";

import { codeDeployToEcs } from "../../../rehearsal/actions/codedeploy-to-ecs";
import type { ActionRun, ActionContext } from "../../../rehearsal/actions/types";
import type { Digest } from "../../../rehearsal/engine/journal";
import { appSpecOf, hurry, Line, somebody, templateOf } from "./line";

const TASKDEF = JSON.stringify(templateOf("<IMAGE1_NAME>"));
const FILES = {
    "taskdef.json": TASKDEF,
    "appspec.yaml": appSpecOf("<TASK_DEFINITION>"),
    "imageDetail.json": `{"ImageURI":"v2"}`,
};
const CONFIGURATION = {
    ApplicationName: "web",
    DeploymentGroupName: "web",
    TaskDefinitionTemplateArtifact: "Prepared",
    AppSpecTemplateArtifact: "Prepared",
    Image1ArtifactName: "Prepared",
    Image1ContainerName: "IMAGE1_NAME",
};

describe("the action CodeDeployToECS", () => {
    hurry();
    let line: Line;
    beforeEach(async () => {
        line = await new Line().up();
    });
    afterEach(() => line.close());

    const zip = (files: Readonly<Record<string, string | Uint8Array>>): Digest =>
        line.account.blobs.put(
            zipSync(
                Object.fromEntries(
                    Object.entries(files).map(([name, file]) => [
                        name,
                        typeof file === "string" ? strToU8(file) : file,
                    ]),
                ),
                { level: 0 },
            ),
        );
    const run = (
        inputs: Readonly<Record<string, Digest>>,
        configuration: Readonly<Record<string, string>> = {},
        id = "run/Deploy/RollOut",
        signal = new AbortController().signal,
    ) => {
        const { account } = line;
        const [plan] = account.plans.all;
        const [pipeline] = plan?.resources ?? [];
        assert.ok(plan && pipeline);
        const whole = { ...CONFIGURATION, ...configuration };
        const action: ActionRun = {
            id,
            execution: "run",
            at: {
                plans: account.plans,
                plan,
                pipeline,
                stage: "Deploy",
                action: {
                    name: "RollOut",
                    owner: "AWS",
                    category: "Deploy",
                    provider: "CodeDeployToECS",
                    version: "1",
                    runOrder: 1,
                    configuration: whole,
                    inputArtifacts: Object.keys(inputs),
                    outputArtifacts: [],
                },
            },
            configuration: whole,
            inputs,
            by: somebody,
            revisions: [],
        };
        const { blobs, clock, gateway } = account;
        const tools = {
            blobs,
            clock,
            gateway,
            signal,
            say: () => undefined,
            approve: () => assert.fail(),
        } as ActionContext;
        return codeDeployToEcs.run(action, tools);
    };

    it("fills in the templates, registers a revision and waits for its deployment", async () => {
        const ended = await run({ Prepared: zip(FILES) });
        const [deployment] = line.of("deployment.started");
        assert.deepEqual(ended, { ok: true, variables: { DeploymentId: deployment?.about } });
        assert.equal(await line.answer(), "v2");
        assert.equal(line.of("task.started").at(-1)?.data["image"], "v2");
        assert.equal(deployment?.data["action"], "run/Deploy/RollOut");
    });

    it("takes templates by their paths and the image from another artifact", async () => {
        const templates = zip({ "deploy/task.json": TASKDEF, "deploy/spec.yaml": FILES["appspec.yaml"] });
        const image = zip({ "imageDetail.json": FILES["imageDetail.json"] });
        const { ok } = await run(
            { Prepared: templates, Image: image },
            {
                TaskDefinitionTemplatePath: "deploy/task.json",
                AppSpecTemplatePath: "deploy/spec.yaml",
                Image1ArtifactName: "Image",
            },
        );
        assert.equal(ok, true);
        assert.equal(await line.answer(), "v2");
    });

    it("says why a deployment failed", async () => {
        const { ok, why } = await run({ Prepared: zip({ ...FILES, "imageDetail.json": `{"ImageURI":"exits"}` }) });
        assert.equal(ok, false);
        assert.match(why ?? "", /^Deployment d-\w{9} failed: .*exit code 1/);
        assert.equal(await line.answer(), "v1");
    });

    it("finds its deployment when it is run again after a crash, and only then", async () => {
        const artifact = zip(FILES);
        const both = await Promise.all([run({ Prepared: artifact }), run({ Prepared: artifact })]);
        assert.deepEqual(both[0], both[1]);
        assert.equal(line.of("deployment.started").length, 1);
        await run({ Prepared: artifact }, {}, "another run/Deploy/RollOut");
        assert.equal(line.of("deployment.started").length, 2);
    });

    it("leaves the deployment alone when it times out itself", async () => {
        const late = new AbortController();
        const ended = run({ Prepared: zip(FILES) }, {}, "run/Deploy/RollOut", late.signal);
        await line.until(({ kind }) => kind === "deployment.started");
        late.abort(new Error("timed out after 1 minutes"));
        await assert.rejects(ended, { message: "timed out after 1 minutes" });
        const id = line.of("deployment.started")[0]?.about ?? "";
        assert.equal((await line.ended(id))["status"], "Succeeded");
    });

    const PREFIX = "Invalid action configuration: Exception while trying to read the";
    for (const [what, files, configuration, message] of [
        [
            "an artifact that is no input",
            FILES,
            { TaskDefinitionTemplateArtifact: "Other" },
            `${PREFIX} task definition artifact file from: Other. It is none of the action's input artifacts (Prepared)`,
        ],
        [
            "an artifact without the task definition",
            { "appspec.yaml": "" },
            {},
            `${PREFIX} task definition artifact file from: Prepared. It has no file taskdef.json; it has appspec.yaml`,
        ],
        [
            "an image detail without an address",
            { ...FILES, "imageDetail.json": `{"uri":"v2"}` },
            {},
            `${PREFIX} image artifact file from the artifact: Prepared. imageDetail.json has no ImageURI`,
        ],
        [
            "an appspec somewhere else",
            FILES,
            { AppSpecTemplatePath: "deploy/appspec.yaml" },
            `${PREFIX} AppSpec artifact file from: Prepared. It has no file deploy/appspec.yaml; it has taskdef.json, appspec.yaml, imageDetail.json`,
        ],
        [
            "an artifact of more than 3 MB",
            { ...FILES, "video.mp4": new Uint8Array(4 * 1024 * 1024) },
            {},
            `${PREFIX} task definition artifact file from: Prepared. It is 4.0 MB large, and 3 MB are the most this action reads`,
        ],
        [
            "a task definition that is no JSON",
            { ...FILES, "taskdef.json": "family: web" },
            {},
            "Invalid action configuration: the task definition template is no JSON: family: web",
        ],
    ] as const)
        it(`refuses ${what}`, async () => {
            await assert.rejects(run({ Prepared: zip(files) }, configuration), { message });
            assert.deepEqual(line.of("deployment.started"), []);
            assert.equal(await line.answer(), "v1");
        });
});
