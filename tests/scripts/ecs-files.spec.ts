// The repository's own task definition and AppSpec: how they get into a release, and what Prepare makes of them.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { renderBlueprint } from "../../components/targets/ecs/documents/blueprint";
import { renderTaskDefinition } from "../../components/targets/ecs/documents/task-definition";
import { needTools, scriptText, type Json } from "./fixture";
import { oldImage } from "./samples";

const blueprint = JSON.parse(
    renderBlueprint({
        ...{ line: "web", environment: "staging", count: 1, port: 8080, healthPath: "/health", publicAddress: true },
        ...{
            subnets: ["subnet-1"],
            securityGroup: "sg-1",
            files: { taskdef: "taskdef.json", appspec: "appspec.yaml" },
        },
        taskDefinition: renderTaskDefinition({
            ...{ family: "fairlead-staging-web", port: 8080, cpu: 256, memory: 512, architecture: "x86_64" },
            ...{ environment: { STAGE: "staging" }, secrets: { TOKEN: "arn:aws:ssm:eu-west-1:1:parameter/t" } },
            ...{ executionRoleArn: "arn:execution", taskRoleArn: "arn:task", logGroup: "web", region: "eu-west-1" },
        }),
    }),
) as Json;

/** AWS's own example, without what the line has: https://docs.aws.amazon.com/codepipeline/latest/userguide/tutorials-ecs-ecr-codedeploy.html */
const taskdef = {
    containerDefinitions: [
        {
            name: "sample-website",
            image: "<IMAGE1_NAME>",
            essential: true,
            portMappings: [{ hostPort: 8080, protocol: "tcp", containerPort: 8080 }],
            environment: [{ name: "GREETING", value: "hello" }],
        },
    ],
    requiresCompatibilities: ["FARGATE"],
    networkMode: "awsvpc",
};
const appspec = `version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: <TASK_DEFINITION> # filled in
        LoadBalancerInfo:
          ContainerName: "sample-website"
          ContainerPort: 8080
`;

const [container] = taskdef.containerDefinitions;
const withContainer = (more: object): object => ({ ...taskdef, containerDefinitions: [{ ...container, ...more }] });

describe("the repository's own files", function () {
    this.timeout(30_000);
    let folder: string;
    before(function () {
        needTools(this);
        folder = mkdtempSync(join(tmpdir(), "files-"));
        mkdirSync(join(folder, "scratch"));
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    /** Runs a function of a script, without a job around it; a mistake may stand in the text. */
    function shell(script: string, call: string, mistake: readonly [string, string] = ["", ""]) {
        const text = scriptText(script);
        assert.ok(text.includes(mistake[0]), `${script} does not say ${mistake[0]}`);
        const words = `set -euo pipefail; scratch=${folder}/scratch; say() { echo "$*"; }; need() { :; }; fail() { echo "red: $*"; exit 1; }`;
        const env = {
            ...{
                PATH: process.env["PATH"],
                TASK_DEFINITION: "taskdef.json",
                APPSPEC: "appspec.yaml",
                release_id: "r1",
            },
            ...{ FILES_FROM: "Source", CODEBUILD_SRC_DIR_Source: folder, COMMIT_ID: "a".repeat(40) },
        };
        const input = `${words}\n${text.replace(...mistake)}\n${call}`;
        const { status, stdout, stderr } = spawnSync("bash", ["-s"], { input, env, encoding: "utf8" });
        return { code: status, out: stdout, err: stderr };
    }
    const put = (name: string, content: unknown): void =>
        writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));

    function taken(
        image: string | null,
        files: { readonly taskdef?: unknown; readonly appspec?: string } = {},
        mistake?: readonly [string, string],
    ) {
        put("scratch/commit.json", image === null ? null : { id: image });
        put("taskdef.json", files.taskdef ?? taskdef);
        put("appspec.yaml", files.appspec ?? appspec);
        const done = shell("ecs-files", `files_take >&2; cat ${folder}/scratch/files.json`, mistake);
        return { ...done, files: done.code === 0 ? (JSON.parse(done.out) as Json) : undefined };
    }

    it("travel with the image of the same commit, YAML as JSON", () => {
        const { files, err } = taken("aaaaaaa");
        assert.deepEqual(
            files,
            {
                ...{ commit: "a".repeat(40), paired: true, taskdef },
                appspec: {
                    version: "0.0",
                    Resources: [
                        {
                            TargetService: {
                                Type: "AWS::ECS::Service",
                                Properties: {
                                    TaskDefinition: "<TASK_DEFINITION>",
                                    LoadBalancerInfo: { ContainerName: "sample-website", ContainerPort: 8080 },
                                },
                            },
                        },
                    ],
                },
            },
            err,
        );
    });

    it("are red beside an image of another commit, and say so where the image's commit is not known", () => {
        const other = taken("b".repeat(40));
        assert.equal(other.code, 1);
        assert.match(other.err, /red: asked for the files of commit b{40}, .* the repository's branch is at a{40}\./);
        const unknown = taken(null);
        assert.equal((unknown.files as { paired: unknown }).paired, null);
        assert.match(unknown.err, /whether the image is, nobody knows, and the release says so/);
    });

    it("mutant: without a look at the commits, files go with any image", () => {
        assert.equal(taken("b".repeat(40), {}, ['[ -z "$image" ] ||', "true ||"]).code, 0);
    });

    for (const [what, text] of Object.entries({
        "a fold": "version: |\n  0.0\n",
        "an anchor": "a: &x\n  b: 1\n",
        "a flow list": "a: [1, 2]\n",
        "a text that goes on": "a: b\n  c: d\n",
        "a key twice": "a: 1\na: 2\n",
        "a tab": "a:\n\tb: 1\n",
        "a list": "- a\n",
    }))
        it(`are red with ${what}, by its line`, () => {
            const { code, err } = taken("aaaaaaa", { appspec: text });
            assert.equal(code, 1);
            assert.match(err, /(line \d+: |no map)[^]*red: asked appspec\.yaml for a map of JSON or YAML/);
        });

    function joined(files: object | undefined, more: object = {}, mistake?: readonly [string, string]) {
        put("scratch/blueprint.json", { ...blueprint, ...more });
        put("scratch/release.json", files ? { files: { commit: "c1", paired: true, appspec: null, ...files } } : {});
        const done = shell("ecs-join", `join_files >&2; cat ${folder}/scratch/blueprint.json`, mistake);
        return { ...done, joined: done.code === 0 ? (JSON.parse(done.out) as Json) : undefined };
    }

    it("are joined with the blueprint: its family, roles, size, log, variables and network, their containers", () => {
        const own = JSON.parse(JSON.stringify(taken("aaaaaaa").files)) as { appspec: Json };
        const done = joined({ taskdef, appspec: own.appspec });
        const { taskdef: task, appspec: spec } = done.joined as unknown as Record<"taskdef" | "appspec", Json>;
        const { containerDefinitions, ...rest } = task as { containerDefinitions: Json[] };
        const { containerDefinitions: _, ...print } = blueprint["taskdef"] as Record<string, unknown>;
        assert.deepEqual(rest, print, done.err);
        assert.deepEqual(containerDefinitions, [
            {
                ...container,
                environment: [
                    { name: "GREETING", value: "hello" },
                    { name: "STAGE", value: "staging" },
                ],
                secrets: [{ name: "TOKEN", valueFrom: "arn:aws:ssm:eu-west-1:1:parameter/t" }],
                stopTimeout: 60,
                logConfiguration: {
                    logDriver: "awslogs",
                    options: {
                        "awslogs-group": "web",
                        "awslogs-region": "eu-west-1",
                        "awslogs-stream-prefix": "sample-website",
                    },
                },
            },
        ]);
        assert.match(JSON.stringify(spec), /"ContainerName":"sample-website","ContainerPort":8080.*"Subnets"/);
    });

    it("are left out where a release has none, and red in an environment that does not take them", () => {
        assert.deepEqual(joined(undefined).joined, blueprint);
        const refused = joined({ taskdef }, { files: undefined });
        assert.equal(refused.code, 1);
        assert.match(refused.err, /set deploy\.taskDefinition of the line/);
    });

    const service = (of: object): object => ({ version: 0, Resources: [{ TargetService: of }] });
    const conflicts: Readonly<Record<string, readonly [files: object, says: RegExp]>> = {
        "the family": [{ taskdef: { ...taskdef, family: "x" } }, /taskdef\.json family is "x"\n {4}fix: take it out/],
        "a role": [{ taskdef: { ...taskdef, taskRoleArn: "arn:x" } }, /taskRoleArn is "arn:x"\n {4}fix: .*extend\.ts/],
        "the size, also the same": [{ taskdef: { ...taskdef, cpu: "256" } }, /cpu is "256"\n {4}fix: .*deploy\.cpu/],
        "another network mode": [{ taskdef: { ...taskdef, networkMode: "bridge" } }, /networkMode is "bridge"/],
        tags: [{ taskdef: { ...taskdef, tags: [] } }, /tags is \[\]/],
        "the log": [
            { taskdef: withContainer({ logConfiguration: {} }) },
            /\[sample-website\]\.logConfiguration is \{\}/,
        ],
        "a secret": [{ taskdef: withContainer({ secrets: [] }) }, /secrets is \[\]\n {4}fix: .*deploy\.secrets/],
        "a variable of the line": [
            { taskdef: withContainer({ environment: [{ name: "STAGE", value: "x" }] }) },
            /environment is "x"\n {4}fix: name the variable here or in deploy/,
        ],
        "another port": [{ taskdef: withContainer({ portMappings: [{ containerPort: 80 }] }) }, /fix: name port 8080/],
        "no container for the image": [
            { taskdef: withContainer({ image: "web:latest" }) },
            /containerDefinitions is 0/,
        ],
        "a container by tag": [
            { taskdef: { containerDefinitions: [container, { name: "side", image: "x:1" }] } },
            /\[side\]\.image is "x:1"\n {4}fix: name the image by its digest/,
        ],
        "a network": [
            { taskdef, appspec: service({ Properties: { NetworkConfiguration: {} } }) },
            /appspec\.yaml Properties\.NetworkConfiguration is \{\}/,
        ],
        "another container": [
            { taskdef, appspec: service({ Properties: { LoadBalancerInfo: { ContainerName: "app" } } }) },
            /LoadBalancerInfo\.ContainerName is "app"\n {4}fix: write "sample-website"/,
        ],
        hooks: [
            { taskdef, appspec: { ...service({}), Hooks: [] } },
            /Hooks is \[\]\n {4}fix: take it out, and set deploy\.rollout\.hooks: whom CodeDeploy may call is the environment's/,
        ],
    };
    for (const [what, [files, says]] of Object.entries(conflicts))
        it(`are red with ${what}: path, value and fix`, () => {
            const { code, err } = joined(files);
            assert.equal(code, 1);
            assert.match(err, says);
        });

    it("are red with all that is wrong at once", () => {
        const { err } = joined({ taskdef: { ...taskdef, family: "x", cpu: "256", executionRoleArn: "arn:x" } });
        assert.deepEqual(
            [...err.matchAll(/^ {2}taskdef\.json (\S+)/gm)].map(([, path]) => path),
            ["cpu", "executionRoleArn", "family"],
        );
    });

    it("mutant: where problems are not asked for, a field of both passes, and the blueprint's wins unseen", () => {
        const done = joined({ taskdef: { ...taskdef, family: "x" } }, {}, ['[ -z "$problems" ] ||', "true ||"]);
        assert.equal(done.code, 0);
    });

    it("may have more containers, each by digest, which get the environment's log", () => {
        const side = { name: "side", image: `public.ecr.aws/x/side@${oldImage.digest}` };
        const { joined: all } = joined({ taskdef: { containerDefinitions: [container, side] } });
        assert.match(JSON.stringify(all), /"name":"side".*"awslogs-stream-prefix":"side"/);
    });
});
