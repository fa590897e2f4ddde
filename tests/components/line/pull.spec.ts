import * as assert from "node:assert/strict";

import * as cloudwatch from "@pulumi/aws/cloudwatch";

import { renderBuildspec } from "../../../components/documents/buildspec";
import { promotionBusArn, promotionBusName, promotionSource } from "../../../components/line/promotion";
import { PromotionPull } from "../../../components/line/pull";
import { makeStarter } from "../../../components/shared/role";
import { record, type Recording } from "../../support/recorder";
import { allow, below, makeContext, makeStore, may, out, statements, waits, ref } from "../surroundings";

const from = { ...ref, environment: "before", account: "444455556666" };
const BEFORE = "project-before-releases-444455556666";

describe("PromotionPull", () => {
    let recording: Recording;

    before(async () => {
        recording = await record(() => {
            const context = makeContext();
            const bus = new cloudwatch.EventBus("promotions", { name: promotionBusName(ref) });
            const listener = new cloudwatch.EventRule("web-ship-release", { eventPattern: "{}" });
            const pull = new PromotionPull(
                "web-pull",
                { line: "web", carries: "image", from, bus, store: makeStore(context) },
                context,
            );
            pull.listen(makeStarter("web-start", [pull.start()], context, {}), [listener]);
        });
    });

    it("is a job, and a rule that starts it", () => {
        assert.deepEqual(below(recording, "PromotionPull", "web-pull"), [
            "BucketObjectv2 web-pull-promotions",
            "EventRule web-pull",
            "EventTarget web-pull",
            "LogGroup web-pull",
            "Project web-pull",
            "Role web-pull",
            "RolePolicy web-pull",
            "ShellJob web-pull",
        ]);
        assert.deepEqual(recording.one("fairlead:index:PromotionPull").outputs, {
            projectName: out(recording, "aws:codebuild/project:Project", "web-pull", "name"),
        });
    });

    it("tells its script where from and where to", () => {
        const { environment, source } = recording.one("aws:codebuild/project:Project").inputs;
        assert.deepEqual((environment as Record<string, unknown>)["environmentVariables"], [
            { name: "LINE", value: "web" },
            { name: "CARRIES", value: "image" },
            { name: "RELEASES_BUCKET", value: "project-stack-releases-111122223333" },
            { name: "FROM_ENVIRONMENT", value: "before" },
            { name: "FROM_BUCKET", value: BEFORE },
            { name: "REPOSITORY_URI", value: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/project-stack/web" },
            { name: "REPOSITORY_NAME", value: "project-stack/web" },
            { name: "FROM_REPOSITORY_URI", value: "444455556666.dkr.ecr.eu-west-1.amazonaws.com/project-before/web" },
            {
                name: "FROM_REPOSITORY_ARN",
                value: "arn:aws:ecr:eu-west-1:444455556666:repository/project-before/web",
            },
        ]);
        assert.equal((environment as Record<string, unknown>)["privilegedMode"], true);
        assert.deepEqual(source, {
            buildspec: renderBuildspec(["image", "image-ecr", "image-copy", "pull"], { gives: false }),
            type: "NO_SOURCE",
        });
    });

    it("may read there exactly what is live, and write here exactly the candidate and what was taken", () => {
        const log = out(recording, "aws:cloudwatch/logGroup:LogGroup", "web-pull", "arn");
        const key = out(recording, "aws:kms/key:Key", "releases", "arn");
        const [candidate, marker, live] = [
            "releases/web/candidate.zip",
            "promotions/web.json",
            "releases/web/live.zip",
        ].map((object) => `arn:aws:s3:::project-stack-releases-111122223333/${object}`) as [string, string, string];
        const images = "arn:aws:ecr:eu-west-1:111122223333:repository/project-stack/web";
        const pull = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
        const push = ["ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart"];
        assert.deepEqual(may(recording, "web-pull"), [
            allow(["logs:CreateLogStream", "logs:PutLogEvents"], [`${log}:*`]),
            allow(["s3:GetObject"], [`arn:aws:s3:::${BEFORE}/releases/web/live.zip`]),
            allow(["kms:Decrypt"], ["arn:aws:kms:eu-west-1:444455556666:key/*"], {
                "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/project-before-releases" },
            }),
            allow(pull, ["arn:aws:ecr:eu-west-1:444455556666:repository/project-before/web"]),
            allow(["ecr:GetAuthorizationToken"], ["*"]),
            allow([...pull, ...push, "ecr:DescribeImages"], [images]),
            allow(["ecr:DescribeImageScanFindings"], [images]),
            allow(["inspector2:ListCoverage", "inspector2:ListFindings"], ["*"]),
            allow(["s3:GetObject"], [candidate, marker, live]),
            allow(["kms:Decrypt", "kms:DescribeKey"], [key]),
            allow(["s3:PutObject"], [candidate, marker]),
            allow(["kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"], [key]),
        ]);
    });

    it("seeds that nothing was taken, and listens only then", () => {
        const seed = recording.one("aws:s3/bucketObjectv2:BucketObjectv2", "web-pull-promotions");
        const text = Buffer.from(String(seed.inputs["contentBase64"]), "base64").toString();
        assert.deepEqual(
            [seed.inputs["key"], JSON.parse(text)],
            ["promotions/web.json", { format: 1, line: "web", from: null, counter: 0, release: null, pushers: [] }],
        );
        assert.deepEqual([seed.options.ignoreChanges, seed.options.protect], [["*"], true]);
        const target = recording.one("aws:cloudwatch/eventTarget:EventTarget");
        assert.ok(waits(recording, target).includes("BucketObjectv2 web-pull-promotions"));
    });

    it("listens on its bus to the line's own name, from the one environment", () => {
        const rule = recording.one("aws:cloudwatch/eventRule:EventRule", "web-pull");
        assert.equal(rule.inputs["eventBusName"], "project-stack-promotions");
        assert.deepEqual(JSON.parse(String(rule.inputs["eventPattern"])), {
            source: ["fairlead.web"],
            "detail-type": ["Release Verified"],
            detail: { environment: ["before"] },
        });
    });

    it("starts the job with the release that the event names, under the role that it is given", () => {
        const project = out(recording, "aws:codebuild/project:Project", "web-pull", "arn");
        const target = recording.one("aws:cloudwatch/eventTarget:EventTarget");
        assert.deepEqual(target.inputs, {
            arn: project,
            deadLetterConfig: { arn: out(recording, "aws:sqs/queue:Queue", "dead-letters", "arn") },
            eventBusName: "project-stack-promotions",
            inputTransformer: {
                inputPaths: { release: "$.detail.release" },
                inputTemplate:
                    '{"environmentVariablesOverride":[{"name":"RELEASE","type":"PLAINTEXT","value":<release>}]}',
            },
            roleArn: out(recording, "aws:iam/role:Role", "web-start", "arn"),
            rule: out(recording, "aws:cloudwatch/eventRule:EventRule", "web-pull", "name"),
        });
        assert.ok(waits(recording, target).includes("RolePolicy web-start"));
        assert.ok(waits(recording, target).includes("EventRule web-ship-release"), "a release may be fetched unheard");
        assert.deepEqual(may(recording, "web-start"), [allow(["codebuild:StartBuild"], [project])]);
        const trust = recording.one("aws:iam/role:Role", "web-start").inputs["assumeRolePolicy"];
        assert.match(JSON.stringify(statements(trust)), /"events\.amazonaws\.com"/);
    });

    it("has addresses that the other environment can know beforehand", () => {
        assert.equal(
            promotionBusArn(from),
            "arn:aws:events:eu-west-1:444455556666:event-bus/project-before-promotions",
        );
        assert.equal(promotionSource("web"), "fairlead.web");
    });
});
