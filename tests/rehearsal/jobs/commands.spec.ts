import * as assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Json } from "../../../plan/document";
import { NotRehearsed, Refused, type Call, type Service } from "../../../rehearsal/account/gateway";
import { lentPrograms } from "../../../rehearsal/jobs/commands/zip-and-jq";
import { handlerFor, milliseconds } from "../../../rehearsal/jobs/commands/programs";
import { digestOf } from "../../../rehearsal/engine/folder";
import { aws } from "../../../rehearsal/jobs/commands/aws";
import type { JobSite } from "../../../rehearsal/jobs/commands/types";
import { RoomFiles } from "../../../rehearsal/jobs/room-files";
import { Room } from "../../../rehearsal/sandbox/room";
import { JobFolder } from "../../../rehearsal/jobs/job-folder";
import { build, commands, open, OWNER, put, REGION, ROLE, without } from "./fixture";

describe("the programs of a job", () => {
    let folder: string;
    let jobFolder: JobFolder;
    let room: Room;
    let site: JobSite;
    let calls: Call[];
    let close: () => void;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "fairlead-commands-"));
        calls = [];
        jobFolder = new JobFolder(join(folder, "jobs", "one"), false);
        for (const path of [jobFolder.sources, jobFolder.tmp]) mkdirSync(path, { recursive: true });
        room = new Room({ isolated: false });
        site = siteWith({});
    });
    afterEach(async () => {
        close();
        await room.close();
        rmSync(folder, { recursive: true, force: true });
    });

    function siteWith(answers: Readonly<Record<string, Json | Error>>, judge?: ReturnType<typeof without>): JobSite {
        const services = new Map<string, Service>(
            Object.entries(answers).map(([action, answer]) => [
                action,
                (call) => {
                    calls.push(call);
                    if (answer instanceof Error) throw answer;
                    return answer;
                },
            ]),
        );
        const { account, journal } = open(folder, { buildspec: "", services, judge });
        close = () => journal.close();
        return {
            account,
            by: { role: ROLE, as: "test" },
            place: { region: REGION, account: OWNER },
            room,
            files: new RoomFiles(room, jobFolder.sources),
            stdin: () => Promise.resolve(Buffer.alloc(0)),
            sleep: () => Promise.resolve(),
            say: () => undefined,
            login: new Map(),
        };
    }
    const run = (line: string) => aws(line.split(" "), site);

    it("say what a call could say, and ask nobody", async () => {
        const { code, out } = await run("ecs continue-service-deployment --generate-cli-skeleton");
        assert.deepEqual(
            [code, JSON.parse(String(out)), calls],
            [0, { serviceDeploymentArn: "", hookId: "", action: "" }, []],
        );
        assert.equal((await run("ecs pause-service-deployment --generate-cli-skeleton")).code, 252);
    });

    it("hand the conditions of a write on, also to IAM", async () => {
        close();
        site = siteWith({ "s3:PutObject": { etag: "e", versionId: "v" } });
        const { code, out } = await run("s3api put-object --bucket b --key k --if-match abc");
        assert.deepEqual([code, JSON.parse(String(out))], [0, { ETag: '"e"', VersionId: "v" }]);
        assert.deepEqual(
            calls.map(({ on, context, input }) => [on, context, input]),
            [["arn:aws:s3:::b/k", { "s3:if-match": "abc" }, { digest: digestOf(Buffer.alloc(0)), ifMatch: "abc" }]],
        );
    });

    it("turn options into the parameters of the API, on the resource that IAM knows", async () => {
        const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${OWNER}:${rest}`;
        const table: readonly (readonly [string, string, string, object])[] = [
            [
                "ecr batch-get-image --repository-name a/b --image-ids imageDigest=sha256:1 imageTag=t",
                "ecr:BatchGetImage",
                arn("ecr", "repository/a/b"),
                { repositoryName: "a/b", imageIds: [{ imageDigest: "sha256:1" }, { imageTag: "t" }] },
            ],
            [
                "ecr describe-images --repository-name r --registry-id 444455556666",
                "ecr:DescribeImages",
                `arn:aws:ecr:${REGION}:444455556666:repository/r`,
                { repositoryName: "r", registryId: "444455556666" },
            ],
            [
                "ecs update-service --cluster c --service s --desired-count 3",
                "ecs:UpdateService",
                arn("ecs", "service/c/s"),
                { cluster: "c", service: "s", desiredCount: 3 },
            ],
            [
                "ecs describe-task-definition --task-definition web:3",
                "ecs:DescribeTaskDefinition",
                "*",
                { taskDefinition: "web:3" },
            ],
            [
                "deploy list-deployments --application-name a --deployment-group-name g --include-only-statuses Created Ready",
                "codedeploy:ListDeployments",
                arn("codedeploy", "deploymentgroup:a/g"),
                { applicationName: "a", deploymentGroupName: "g", includeOnlyStatuses: ["Created", "Ready"] },
            ],
            [
                "codepipeline list-action-executions --pipeline-name p --filter pipelineExecutionId=1-2",
                "codepipeline:ListActionExecutions",
                arn("codepipeline", "p"),
                { pipelineName: "p", filter: { pipelineExecutionId: "1-2" } },
            ],
            ...(
                [
                    [
                        "get-pipeline-execution --pipeline-name p --pipeline-execution-id 1-2",
                        "GetPipelineExecution",
                        { pipelineName: "p", pipelineExecutionId: "1-2" },
                    ],
                    [
                        "list-pipeline-executions --pipeline-name p --max-results 5",
                        "ListPipelineExecutions",
                        { pipelineName: "p", maxResults: 5 },
                    ],
                    ["get-pipeline-state --name p", "GetPipelineState", { name: "p" }],
                    [
                        "stop-pipeline-execution --pipeline-name p --pipeline-execution-id 1-2 --abandon --reason overtaken",
                        "StopPipelineExecution",
                        { pipelineName: "p", pipelineExecutionId: "1-2", abandon: true, reason: "overtaken" },
                    ],
                    [
                        "start-pipeline-execution --name p --variables name=BY,value=me --source-revisions actionName=In,revisionType=S3_OBJECT_KEY,revisionValue=a/b.zip",
                        "StartPipelineExecution",
                        {
                            name: "p",
                            variables: [{ name: "BY", value: "me" }],
                            sourceRevisions: [
                                { actionName: "In", revisionType: "S3_OBJECT_KEY", revisionValue: "a/b.zip" },
                            ],
                        },
                    ],
                ] as const
            ).map(
                ([line, operation, input]) =>
                    [`codepipeline ${line}`, `codepipeline:${operation}`, arn("codepipeline", "p"), input] as const,
            ),
            [
                "codecommit get-commit --repository-name r --commit-id abc",
                "codecommit:GetCommit",
                arn("codecommit", "r"),
                { repositoryName: "r", commitId: "abc" },
            ],
            [
                "logs filter-log-events --log-group-name /g --limit 5 --region us-east-1",
                "logs:FilterLogEvents",
                `arn:aws:logs:us-east-1:${OWNER}:log-group:/g:*`,
                { logGroupName: "/g", limit: 5 },
            ],
        ];
        for (const [line, action, on, input] of table) {
            close();
            calls = [];
            site = siteWith({ [action]: { ok: true } });
            const { code, out } = await run(line);
            assert.equal(code, 0, line);
            assert.deepEqual(JSON.parse(String(out)), { ok: true });
            assert.deepEqual([calls[0]?.action, calls[0]?.on, calls[0]?.input], [action, on, input], line);
        }
    });

    it("put events with what IAM asks of them, from a file", async () => {
        close();
        site = siteWith({ "events:PutEvents": { FailedEntryCount: 0 } });
        const bus = `arn:aws:events:${REGION}:444455556666:event-bus/theirs`;
        const entries = [
            {
                EventBusName: bus,
                Source: "app",
                DetailType: "Made",
                Detail: "{}",
            },
        ];
        writeFileSync(join(jobFolder.sources, "entries.json"), JSON.stringify(entries));
        assert.equal((await run("events put-events --entries file://entries.json")).code, 0);
        const [{ on, context, input } = {}] = calls;
        assert.deepEqual(context, { "events:source": ["app"], "events:detail-type": ["Made"] });
        assert.equal(on, bus);
        assert.deepEqual(input, { Entries: entries });
    });

    it("print as asked, and refuse what nobody wrote by name", async () => {
        close();
        site = siteWith({
            "ecr:DescribeImages": { imageDetails: [{ imageDigest: "sha256:1", imageTags: ["a", "b"] }] },
        });
        const line = "ecr describe-images --repository-name r";
        assert.equal((await run(`${line} --query imageDetails[0].imageDigest --output text`)).out, "sha256:1\n");
        assert.equal((await run(`${line} --query imageDetails[0].imageTags --output text`)).out, "a\tb\n");
        assert.equal((await run(`${line} --query imageDetails[3].imageTags --output text`)).out, "None\n");
        assert.equal(
            (await run("sts get-caller-identity --query Account --output text --no-cli-pager")).out,
            `${OWNER}\n`,
        );
        for (const [wrong, words] of [
            ["ec2 describe-vpcs", "not rehearsed: aws ec2 describe-vpcs"],
            ["s3 ls", "not rehearsed: aws s3 ls"],
            [`${line} --query sort_by(imageDetails,&at)`, "not rehearsed: aws --query sort_by(imageDetails,&at)"],
            [`${line} --output table`, "not rehearsed: aws --output table"],
            [`${line} --max-items 1`, "not rehearsed: the option --max-items"],
            ["ecr describe-images", "the following arguments are required: --repository-name"],
            [`${line} --output text`, "not rehearsed: aws --output text of nested values"],
        ] as const) {
            const { code, err } = await run(wrong);
            assert.ok(code !== 0 && err?.includes(words), `${wrong}: ${err}`);
        }
    });

    it("refuse in AWS's words", async () => {
        close();
        site = siteWith(
            {
                "ecr:DescribeImages": new Refused("ImageNotFoundException", "The image does not exist"),
                "ecr:PutImage": {},
            },
            without("ecr:PutImage"),
        );
        const missing = await run("ecr describe-images --repository-name r");
        assert.deepEqual(missing, {
            code: 254,
            err: "\nAn error occurred (ImageNotFoundException) when calling the DescribeImages operation: The image does not exist\n",
        });
        const denied = await run("ecr put-image --repository-name r --image-manifest {}");
        assert.equal(denied.code, 254);
        assert.match(
            denied.err ?? "",
            /An error occurred \(AccessDeniedException\) when calling the PutImage operation: User: arn:aws:sts::111122223333:assumed-role\/builder\/AWSCodeBuild is not authorized to perform: ecr:PutImage on resource: arn:aws:ecr:eu-west-1:111122223333:repository\/r because no identity-based policy allows the ecr:PutImage action/,
        );
        close();
        site = siteWith({ "ecr:DescribeImages": new NotRehearsed("pull-through caches") });
        assert.equal(
            (await run("ecr describe-images --repository-name r")).err,
            "\nnot rehearsed: pull-through caches (aws ecr describe-images)\n",
        );
    });

    it("read and write objects, in versions", async () => {
        put(site.account, "bucket", "a/key", "first");
        put(site.account, "bucket", "a/key", "second");
        const newest = await run("s3api get-object --bucket bucket --key a/key got");
        assert.equal(readFileSync(join(jobFolder.sources, "got"), "utf8"), "second");
        assert.equal((JSON.parse(String(newest.out)) as { ContentLength: number }).ContentLength, 6);
        writeFileSync(join(jobFolder.sources, "body"), "third");
        const written = JSON.parse(
            String(
                (await run("s3api put-object --bucket bucket --key a/key --body body --content-type text/plain")).out,
            ),
        ) as { VersionId: string };
        put(site.account, "bucket", "a/key", "fourth");
        await run(`s3api get-object --bucket bucket --key a/key --version-id ${written.VersionId} old`);
        assert.equal(readFileSync(join(jobFolder.sources, "old"), "utf8"), "third");
        assert.equal(String((await run("s3 cp s3://bucket/a/key -")).out), "fourth");
        await run("s3 cp body s3://bucket/folder/");
        await run("s3 cp s3://bucket/folder/body sub/copy");
        assert.equal(readFileSync(join(jobFolder.sources, "sub", "copy"), "utf8"), "third");
        assert.match((await run("s3api get-object --bucket bucket --key none x")).err ?? "", /\(NoSuchKey\)/);
    });

    it("copy folders up and down, and sync what is another", async () => {
        mkdirSync(join(jobFolder.sources, "site", "css"), { recursive: true });
        writeFileSync(join(jobFolder.sources, "site", "index.html"), "one");
        writeFileSync(join(jobFolder.sources, "site", "css", "a.css"), "a");
        const says = async (line: string) =>
            String((await run(line)).out)
                .trim()
                .split("\n")
                .sort();
        const css = "upload: site/css/a.css to s3://web/v1/css/a.css";
        const index = "upload: site/index.html to s3://web/v1/index.html";
        assert.deepEqual(await says("s3 cp site s3://web/v1 --recursive"), [css, index]);
        assert.deepEqual(await says("s3 sync site s3://web/v1/"), [""]);
        writeFileSync(join(jobFolder.sources, "site", "index.html"), "two");
        assert.deepEqual(await says("s3 sync site s3://web/v1 --exclude *.css"), [index]);
        await run("s3 sync s3://web/v1 back");
        assert.equal(readFileSync(join(jobFolder.sources, "back", "index.html"), "utf8"), "two");
        assert.equal(readFileSync(join(jobFolder.sources, "back", "css", "a.css"), "utf8"), "a");
        assert.deepEqual(await says("s3 sync s3://web/v1 s3://web/v2"), [
            "copy: s3://web/v1/css/a.css to s3://web/v2/css/a.css",
            "copy: s3://web/v1/index.html to s3://web/v2/index.html",
        ]);
        assert.match((await run("s3 sync site s3://web/v1 --delete")).err ?? "", /not rehearsed: aws s3 with --delete/);
        assert.match(
            (await run("s3 cp site/index.html s3://web/ --exclude x")).err ?? "",
            /of one file with --exclude/,
        );
    });

    it("asks to look into a bucket before it syncs", async () => {
        close();
        site = siteWith({}, without("s3:ListBucket"));
        assert.match((await run("s3 sync . s3://web")).err ?? "", /not authorized to perform: s3:ListBucket/);
    });

    it("sleep in AWS's time", async () => {
        assert.deepEqual(
            ["5", "0.5", "2m", "1h", "1 30s"].map((words) => milliseconds(words.split(" "))),
            [5000, 500, 120_000, 3_600_000, 31_000],
        );
        assert.equal(milliseconds(["soon"]), undefined);
        const slept: number[] = [];
        const handler = handlerFor({ ...site, sleep: (span) => Promise.resolve(void slept.push(span)) }, room);
        assert.equal((await handler({ program: "sleep", argv: ["30"], cwd: jobFolder.sources })).code, 0);
        assert.deepEqual(slept, [30_000]);
        assert.equal((await handler({ program: "sleep", argv: [], cwd: jobFolder.sources })).code, 1);
    });

    it("stand in for jq, zip and unzip, where the host has none", async () => {
        const { jq, zip, unzip } = lentPrograms;
        assert.ok(jq && zip && unzip);
        const ask = async (program: NonNullable<typeof jq>, argv: string[], piped?: string) => {
            const stdin = piped === undefined ? undefined : join(jobFolder.tmp, "piped");
            if (stdin !== undefined) writeFileSync(stdin, piped ?? "");
            return program(
                { program: "", argv, cwd: jobFolder.sources, ...(stdin === undefined ? {} : { stdin }) },
                { ...site, stdin: () => Promise.resolve(Buffer.from(piped ?? "")) },
            );
        };
        assert.equal((await ask(jq, ["-r", ".a"], '{"a":"x"}')).out, "x\n");
        assert.equal((await ask(jq, ["-nc", "--arg", "a", "1", "{a: $a}"])).out, '{"a":"1"}\n');
        assert.equal((await ask(jq, ["-j", ".a"], '{"a":"x"}')).out, "x");
        assert.equal((await ask(jq, ["-e", ".a"], "{}")).code, 1);
        assert.notEqual((await ask(jq, [".a["], "{}")).code, 0);
        writeFileSync(join(jobFolder.sources, "list.json"), "[1]\n[2]\n");
        assert.equal((await ask(jq, ["-nc", "--slurpfile", "l", "list.json", "$l"])).out, "[[1],[2]]\n");
        mkdirSync(join(jobFolder.sources, "d"));
        writeFileSync(join(jobFolder.sources, "d", "f"), "text");
        assert.equal((await ask(zip, ["-q", "-X", "-D", "out.zip", "-@"], "./d/f\n")).code, 0);
        assert.equal((await ask(unzip, ["-q", "-o", "out.zip", "-d", "back"])).code, 0);
        assert.equal(readFileSync(join(jobFolder.sources, "back", "d", "f"), "utf8"), "text");
        assert.equal((await ask(unzip, ["none.zip"])).code, 9);
    });

    it("are found before the host's, and pass on what is piped in, byte for byte", async () => {
        const { lines } = await build({
            buildspec: commands(
                'for each in aws docker sleep; do [ "$(command -v $each)" = "/codebuild/local/bin/$each" ] && echo "our $each"; done',
                "printf 'a\\0b\\n' >f; aws s3api put-object --bucket b --key k --body f >/dev/null; aws s3 cp s3://b/k - | od -c | head -1",
                "printf 'x%%\\\\n y\\n' | aws s3 cp - s3://b/piped; aws s3 cp s3://b/piped -",
                "cd /tmp && aws s3api get-object --bucket b --key k here >/dev/null && ls -l here | cut -c1-10",
            ),
        });
        assert.ok(
            lines.some((line) => line.replace(/ +/g, " ").startsWith("0000000 a \\0 b \\n")),
            lines.join("\n"),
        );
        assert.ok(lines.includes("x%\\n y"), lines.join("\n"));
        assert.ok(lines.includes("-rw-r--r--"));
    });
});
