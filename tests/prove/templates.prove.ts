// Pipelines that aws-cdk-lib wrote, and one that a person did: from a push to what answers, and red where a statement lacks.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { rehearse } from "../support/commanded";
import { root } from "../support/program";
import { skipBecause } from "../support/skip";

/** Apache-2.0. Not among what everybody installs: it is 190 megabytes. */
const CDK = ["aws-cdk-lib@2.276.0", "constructs@10.8.1"];

const DOCKERFILE = `FROM public.ecr.aws/docker/library/busybox:1.37
COPY www /www
CMD ["httpd", "-f", "-p", "8080", "-h", "/www"]
`;
const role = (name: string): string => `arn:aws:iam::111122223333:role/${name}`;
const TASK = {
    family: "web",
    executionRoleArn: role("web-execution"),
    taskRoleArn: role("web-task"),
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    cpu: "256",
    memory: "512",
    containerDefinitions: [
        { name: "web", image: "<IMAGE1_NAME>", essential: true, portMappings: [{ containerPort: 8080 }] },
    ],
};
const APPSPEC = `version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: <TASK_DEFINITION>
        LoadBalancerInfo: { ContainerName: web, ContainerPort: 8080 }
`;

describe("templates of other people", () => {
    const folder = mkdtempSync(join(tmpdir(), "cdk-"));
    const source = join(folder, "source");

    before(function () {
        this.timeout(300_000);
        const files = {
            Dockerfile: DOCKERFILE,
            "www/index.html": "version one",
            "index.html": "version one",
            "taskdef.json": JSON.stringify(TASK),
            "appspec.yaml": APPSPEC,
        };
        for (const [name, text] of Object.entries(files)) {
            mkdirSync(dirname(join(source, name)), { recursive: true });
            writeFileSync(join(source, name), text);
        }
        writeFileSync(join(folder, "package.json"), "{}");
        // What npm fetches it keeps below the checkout, and not in the home folder.
        process.env["npm_config_cache"] = join(root, ".fairlead", "npm");
        try {
            execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", ...CDK], {
                cwd: folder,
                stdio: "pipe",
            });
        } catch {
            skipBecause(this, "no aws-cdk-lib to be had");
        }
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    /** What `cdk synth` writes. */
    const synthesised = (app: string, ...args: readonly string[]): string => {
        const program = join(folder, `${app}.cjs`);
        writeFileSync(program, readFileSync(join(root, "tests", "prove", "templates", `${app}.cjs`)));
        const out = join(folder, [app, ...args].join("-"));
        // It keeps notes in the home folder of whoever calls it.
        const env = { ...process.env, HOME: folder };
        execFileSync(process.execPath, [program, out, ...args], { cwd: folder, env, stdio: "pipe" });
        return out;
    };
    const rehearsed = (out: string): ReturnType<typeof rehearse> =>
        rehearse("--template", out, "--source", source, "--engine", "process");

    it("bring a site through CodeBuild, ECR and a person into a bucket", async function () {
        this.timeout(300_000);
        const { code, screen, facts } = await rehearsed(synthesised("site"));
        assert.equal(code, 0, screen);
        const ended = facts
            .filter(({ kind }) => kind === "action.ended")
            .map(({ about, data }) => [about.split("/").slice(1).join("/"), data["status"]]);
        assert.deepEqual(ended.slice(-4), [
            ["Source/Commit", "Succeeded"],
            ["Build/Image", "Succeeded"],
            ["Deploy/Person", "Succeeded"],
            ["Deploy/Pages", "Succeeded"],
        ]);
        assert.ok(
            facts.some(({ kind, about }) => kind === "object" && /^site-pages.*\/index\.html$/.test(about)),
            screen,
        );
        assert.match(screen, /\(Custom::S3AutoDeleteObjects\): empties a bucket before its stack is deleted; left out/);
        assert.match(screen, /PipelineRole\w+: s3:PutObjectAcl/);
    });

    it("mutant: a build that may not push is red there, by the statement that lacks", async function () {
        this.timeout(300_000);
        const { code, screen, facts } = await rehearsed(synthesised("site", "without-push"));
        assert.equal(code, 1, screen);
        const denied = facts.filter(({ kind }) => kind === "denied").map(({ about }) => about);
        assert.equal(denied[0], "ecr:InitiateLayerUpload");
        assert.match(screen, /BuildRole\S* may not ecr:InitiateLayerUpload/);
        assert.match(screen, /"Resource": "arn:aws:ecr:eu-west-1:111122223333:repository\/site"/);
    });

    it("bring a service on ECS from blue to green, over two stacks", async function () {
        this.timeout(180_000);
        const { code, screen } = await rehearsed(synthesised("web"));
        assert.equal(code, 0, screen);
        assert.match(screen, /Shift: 10 % of the traffic/);
        assert.match(screen, /at the end it answered 200: version one/);
    });

    it("bring what a person wrote through its stages", async function () {
        this.timeout(300_000);
        const at = (name: string): readonly string[] => [
            "--template",
            join(root, "tests", "fixtures", "templates", name),
        ];
        const given = ["--parameter", "Repository=shop", "--parameter", "Stage=live", "--source", source];
        const { code, screen } = await rehearse(...at("shop.yaml"), ...at("stores.yaml"), ...given);
        assert.equal(code, 0, screen);
        assert.match(screen, /Visits \(AWS::DynamoDB::Table\)/);
    });
});
