import * as assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { stringify } from "yaml";

import { Builds } from "../../../rehearsal/jobs/builds";
import { allowAll, resource } from "../../support/account";
import { build, commands, open, OWNER, REGION, start, without, type Seen } from "./fixture";

const has = ({ lines }: Seen, line: string) => assert.ok(lines.includes(line), `${line} not in\n${lines.join("\n")}`);
const spec = (phases: Readonly<Record<string, readonly string[]>>, more: object = {}) =>
    stringify({
        version: 0.2,
        env: { shell: "bash" },
        phases: Object.fromEntries(Object.entries(phases).map(([name, list]) => [name, { commands: list }])),
        ...more,
    });

describe("builds", () => {
    describe("when something fails", () => {
        it("runs post_build after a failed build, told that it fails, and gives no artifact", async () => {
            const seen = await build({
                buildspec: spec(
                    {
                        build: ["touch made", "echo the test is red; false"],
                        post_build: ['echo "succeeding: $CODEBUILD_BUILD_SUCCEEDING"'],
                    },
                    { artifacts: { files: ["made"] } },
                ),
                outputs: ["Out"],
            });
            assert.equal(seen.status, "FAILED");
            has(seen, "succeeding: 0");
            assert.deepEqual(seen.phases.slice(-3), [
                "BUILD FAILED",
                "POST_BUILD SUCCEEDED",
                "UPLOAD_ARTIFACTS SUCCEEDED",
            ]);
            assert.deepEqual(seen.outputs, {});
            assert.equal(
                seen.why,
                "BUILD: Error while executing command: echo the test is red; false. Reason: exit status 1; its last words: the test is red",
            );
        });

        it("runs nothing further after a failed install or pre_build", async () => {
            for (const first of ["install", "pre_build"]) {
                const { phases } = await build({
                    buildspec: spec({ [first]: ["false"], build: ["true"], post_build: ["true"] }),
                });
                assert.deepEqual(phases.slice(-2), [`${first.toUpperCase()} FAILED`, "UPLOAD_ARTIFACTS SUCCEEDED"]);
            }
        });

        it("takes a command that ends the shell for a failed one, and keeps what was exported before it", async () => {
            const seen = await build({
                buildspec: spec({
                    pre_build: ["export TAG=v1; PLAIN=too; mkdir sub; cd sub"],
                    build: ["set -euo pipefail\ncat missing | cat\necho never"],
                    post_build: ['echo "$TAG $PLAIN ${PWD##*/}"', "echo a | false | cat; echo $-"],
                }),
            });
            assert.equal(seen.status, "FAILED");
            has(seen, "v1 too sub");
            assert.ok(!seen.lines.includes("never"));
        });

        it("says which artifact is missing, and which base directory", async () => {
            const none = await build({
                buildspec: spec({ build: ["true"] }, { artifacts: { files: ["x"] } }),
                outputs: ["Out"],
            });
            assert.equal(none.why, "UPLOAD_ARTIFACTS: CLIENT_ERROR: no matching artifact paths found");
            const base = { files: ["**/*"], "base-directory": "dist" };
            const where = await build({ buildspec: spec({ build: ["true"] }, { artifacts: base }), outputs: ["Out"] });
            assert.equal(where.why, "UPLOAD_ARTIFACTS: CLIENT_ERROR: no matching base directory path found for dist");
            const section = await build({ buildspec: commands("true"), outputs: ["Out"] });
            assert.match(section.why ?? "", /gives the artifact Out and the buildspec has no artifacts with files/);
            const other = { "secondary-artifacts": { Two: { files: ["**/*"] } } };
            const name = await build({
                buildspec: spec({ build: ["touch a"] }, { artifacts: other }),
                outputs: ["One", "Two"],
            });
            assert.match(name.why ?? "", /no secondary artifact of this name \(it has: Two\)/);
        });

        it("stops at the statement that is missing: for the log, the input, the output", async () => {
            const buildspec = spec({ build: ["echo ran; touch a"] }, { artifacts: { files: ["a"] } });
            for (const [action, phase, ran] of [
                ["logs:CreateLogStream", "DOWNLOAD_SOURCE", false],
                ["s3:GetObject", "DOWNLOAD_SOURCE", false],
                ["s3:PutObject", "UPLOAD_ARTIFACTS", true],
            ] as const) {
                const { why, lines } = await build({ buildspec, outputs: ["Out"], judge: without(action) });
                assert.match(why ?? "", new RegExp(`^${phase}: ACCESS_DENIED: builder may not ${action}`));
                assert.equal(lines.includes("ran"), ran);
            }
        });

        it("ends when its time is up, in AWS's time; what is slept counts there, and not here", async () => {
            const buildspec = spec({ build: ["sleep 400; echo slept"], post_build: ["echo after"] });
            const late = await build({ buildspec, project: { buildTimeout: 5 }, speed: 1000 });
            assert.equal(late.status, "TIMED_OUT");
            assert.ok(!late.lines.includes("after"));
            const inTime = await build({ buildspec, project: { buildTimeout: 7 }, speed: 1000 });
            assert.equal(inTime.status, "SUCCEEDED");
        });
    });

    describe("what a command finds", () => {
        it("the variables of CodeBuild, the start's before the project's before the buildspec's", async () => {
            const seen = await build({
                buildspec: spec(
                    { build: ["env | sort"] },
                    { env: { shell: "bash", variables: { A: "spec", B: "spec", C: "spec" } } },
                ),
                project: {
                    buildTimeout: 10,
                    environment: {
                        image: "aws/codebuild/standard:8.0",
                        environmentVariables: [
                            { name: "B", value: "project" },
                            { name: "C", value: "project" },
                        ],
                    },
                },
                variables: [
                    { name: "C", value: "start", type: "PLAINTEXT" },
                    { name: "D", value: "/login", type: "PARAMETER_STORE" },
                ],
                more: { Tests: { "t.txt": "x" } },
            });
            for (const line of [
                "A=spec",
                "B=project",
                "C=start",
                `AWS_REGION=${REGION}`,
                "CODEBUILD_INITIATOR=codepipeline/app",
                "CODEBUILD_BUILD_NUMBER=1",
                "CODEBUILD_BUILD_SUCCEEDING=1",
                "CODEBUILD_BUILD_IMAGE=aws/codebuild/standard:8.0",
            ])
                has(seen, line);
            const id = /^CODEBUILD_BUILD_ID=(app-build:[0-9a-f-]{36})$/m.exec(seen.lines.join("\n"))?.[1];
            has(seen, `CODEBUILD_BUILD_ARN=arn:aws:codebuild:${REGION}:${OWNER}:build/${id}`);
            const value = (name: string) => seen.lines.find((line) => line.startsWith(`${name}=`)) ?? "";
            assert.match(value("CODEBUILD_SRC_DIR_Tests"), /\/sources\/Tests$/);
            assert.match(value("D"), /^D=rehearsed-/);
        });

        it("the first source where it stands, the others beside it, executable what was executable", async () => {
            const seen = await build({
                buildspec: spec({
                    build: [
                        "cat app.txt; cat $CODEBUILD_SRC_DIR_Tests/t.txt; [ $PWD = $CODEBUILD_SRC_DIR ] && echo here",
                    ],
                }),
                files: { "app.txt": "the app\n" },
                more: { Tests: { "t.txt": "the tests\n" } },
            });
            for (const line of ["the app", "the tests", "here"]) has(seen, line);
        });

        it("secrets as the plan holds them, else plainly none; a missing statement or key ends the build", async () => {
            const arn = `arn:aws:secretsmanager:${REGION}:${OWNER}:secret:ci/login-AbCdEf`;
            const resources = [
                resource("aws:secretsmanager/secret:Secret", "login", { name: "ci/login" }, { arn, name: "ci/login" }),
                resource("aws:secretsmanager/secretVersion:SecretVersion", "login", {
                    secretId: arn,
                    secretString: '{"user":"ci"}',
                }),
                resource(
                    "aws:ssm/parameter:Parameter",
                    "stage",
                    { name: "/ci/stage", value: "dev" },
                    { arn: `arn:aws:ssm:${REGION}:${OWNER}:parameter/ci/stage` },
                ),
            ];
            const wanted = (reference: string) =>
                spec(
                    { build: ["echo $USER_NAME $STAGE"] },
                    { env: { "secrets-manager": { USER_NAME: reference }, "parameter-store": { STAGE: "/ci/stage" } } },
                );
            has(await build({ buildspec: wanted("ci/login:user"), resources }), "ci dev");
            has(await build({ buildspec: wanted(`${arn}:user`), resources }), "ci dev");
            const key = await build({ buildspec: wanted("ci/login:pass"), resources });
            assert.equal(
                key.why,
                "DOWNLOAD_SOURCE: CLIENT_ERROR: ResourceNotFound: the secret ci/login did not contain the JSON key pass",
            );
            const denied = await build({
                buildspec: wanted("ci/login:user"),
                resources,
                judge: without("secretsmanager:GetSecretValue"),
            });
            assert.match(denied.why ?? "", /ACCESS_DENIED: builder may not secretsmanager:GetSecretValue/);
        });

        it("no way to a real account: the command line, SDKs and the metadata all end in the rehearsal", async () => {
            const seen = await build({
                buildspec: commands(
                    "aws s3 ls; echo status $?",
                    "curl -s $AWS_ENDPOINT_URL/ || true; echo",
                    `python3 -c 'import boto3; boto3.client("s3").list_buckets()' 2>&1 | tail -1`,
                    "env | grep -c -i -e token -e '^AWS_SESSION' || true",
                ),
            });
            has(seen, "not rehearsed: aws s3 ls");
            has(seen, "status 252");
            assert.ok(
                seen.lines.some((line) => line.includes("not rehearsed: s3:ListBuckets")),
                seen.lines.join("\n"),
            );
            has(seen, "0");
        });
    });

    describe("as a service", () => {
        let folder: string;
        beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "fairlead-builds-"))));
        afterEach(() => rmSync(folder, { recursive: true, force: true }));

        it("stops a build that somebody stops, and leaves nothing in its folder", async () => {
            const wanted = { buildspec: commands("echo up; read -t 100 <> <(:); echo never"), speed: 1 };
            const { account, journal } = open(folder, wanted);
            const id = await start(account, wanted);
            while (!journal.facts.some(({ data }) => data["text"] === "up")) await pause(10);
            const by = { role: "arn:aws:iam::111122223333:role/x", as: "x" };
            await account.gateway.call({ by, action: "codebuild:StopBuild", on: "*", input: { id } });
            const { end } = await account.part(Builds).ended(id);
            await account.quiet();
            assert.equal(end?.status, "STOPPED");
            assert.deepEqual(readdirSync(join(folder, "jobs")), []);
            journal.close();
        });

        it("begins again after a crash what no pipeline will, and starts nothing twice", async () => {
            const wanted = { buildspec: commands("echo ran") };
            const first = open(folder, wanted);
            const [project] = first.account.plans.ofType("aws:codebuild/project:Project");
            const request = { initiator: "rule", inputs: {}, outputs: [], variables: [] };
            const data = { project: `arn:aws:codebuild:${REGION}:${OWNER}:project/app-build`, number: 1 };
            // As the journal of a killed engine ends.
            first.account.record({
                kind: "build.started",
                about: "app-build:1",
                data: { ...data, request: { ...request, action: "r/s/a" }, action: "r/s/a" },
            });
            first.account.record({
                kind: "build.started",
                about: "app-build:2",
                data: { ...data, number: 2, request, token: "event-7" },
            });
            first.journal.close();

            const { account, journal } = open(folder, wanted);
            account.part(Builds).resume();
            await account.quiet();
            const ended = journal.facts.filter(({ kind }) => kind === "build.ended");
            assert.deepEqual(
                ended.map(({ about, data: { status } }) => [about.replace(/:.{8,}$/, ":new"), status]),
                [
                    ["app-build:1", "STOPPED"],
                    ["app-build:2", "STOPPED"],
                    ["app-build:new", "SUCCEEDED"],
                ],
            );
            assert.ok(project);
            const again = account.part(Builds).start(project, request, "event-7");
            assert.equal(again.end?.status, "SUCCEEDED");
            journal.close();
        });

        it("tells EventBridge when it starts and how it ends", async () => {
            const { facts } = await build({ buildspec: commands("false") });
            const events = facts.filter(({ kind, data }) => kind === "event" && data["source"] === "aws.codebuild");
            assert.deepEqual(
                events.map(({ data }) => (data["detail"] as { "build-status": string })["build-status"]),
                ["IN_PROGRESS", "FAILED"],
            );
        });

        it("mutant: with nothing missing, no phase is stopped", async () => {
            const buildspec = spec({ build: ["touch a"] }, { artifacts: { files: ["a"] } });
            const { status, outputs } = await build({ buildspec, outputs: ["Out"], judge: allowAll });
            assert.equal(status, "SUCCEEDED");
            assert.deepEqual(outputs, { Out: { a: "" } });
        });
    });
});
