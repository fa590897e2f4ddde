import * as assert from "node:assert/strict";

import { sources } from "../../components/sources";
import { Environment } from "../../stacks/environment";
import { parseSettings, SettingsError } from "../../stacks/settings";
import { jsonSchemaOf } from "../../stacks/settings/json-schema";
import { kinds } from "../../stacks/kinds";
import { dropbox } from "../fixtures/kinds/dropbox";
import { record, type Recording } from "../support/recorder";
import { actions } from "./reading";

const context = { project: "fairlead", environment: "staging" };

function settingsWith(source: object): Record<string, unknown> {
    return {
        "aws:region": "eu-west-1",
        "fairlead:account": "111122223333",
        "fairlead:loosen": ["plain-http"],
        "fairlead:services": { web: { source, deploy: { kind: "ecs", port: 8080 } } },
    };
}

/** Its own object: the schema of settings is made once for those that there are. */
const known = { ...kinds };
const dropped = settingsWith({ kind: "dropbox", bucket: "drops" });

// A new kind of source is one file and one line in its folder's list. The file is tests/fixtures/kinds/dropbox.ts; the
// line is what `before` does. Nothing else in the program knows the kind, and all of it has to carry it.
describe("a kind that is added to its list", () => {
    let recording: Recording;

    before(async () => {
        (sources as unknown as object[]).push(dropbox);
        recording = await record(() => new Environment("environment", parseSettings(dropped, context, known)), {
            project: context.project,
            stack: context.environment,
        });
    });
    after(() => {
        (sources as unknown as object[]).pop();
    });

    it("is accepted with its settings and frozen with them", () => {
        const { source } = parseSettings(dropped, context, known).services["web"] ?? {};
        assert.deepEqual(source, { kind: "dropbox", bucket: "drops" });
    });

    it("is refused with settings that are not its own", () => {
        assert.throws(
            () => parseSettings(settingsWith({ kind: "dropbox", branch: "main" }), context, known),
            (error: Error) => error instanceof SettingsError && /source\.bucket/.test(error.message),
        );
    });

    it("is completed in an editor", () => {
        assert.match(jsonSchemaOf(known, "fairlead"), /Bucket that somebody puts a zip of the source into\./);
    });

    it("becomes the first box of the make half, under a role of its own", () => {
        const [box] = actions(recording.plan, recording.one("aws:codepipeline/pipeline:Pipeline", "web-make"));
        const role = recording.one("aws:iam/role:Role", "web-make-source");
        assert.deepEqual(
            { name: box?.name, provider: box?.provider, configuration: box?.configuration, roleArn: box?.roleArn },
            {
                name: "Source",
                provider: "S3",
                configuration: { PollForSourceChanges: "false", S3Bucket: "drops", S3ObjectKey: "web.zip" },
                roleArn: role.outputs["arn"],
            },
        );
        const policy = String(recording.one("aws:iam/rolePolicy:RolePolicy", "web-make-source").inputs["policy"]);
        assert.match(
            policy,
            /\["s3:GetObject","s3:GetObjectVersion"\],"Effect":"Allow","Resource":\["arn:aws:s3:::drops\/web\.zip"\]/,
        );
    });

    it("starts the make half with the revision that its event speaks of", () => {
        const target = recording.one("aws:cloudwatch/eventTarget:EventTarget", "web-make-drop");
        assert.deepEqual(target.inputs["inputTransformer"], {
            inputPaths: { revision: "$.detail.object.version-id" },
            inputTemplate:
                '{"sourceRevisions":[{"actionName":"Source","revisionType":"S3_OBJECT_VERSION_ID","revisionValue":<revision>}]}',
        });
    });

    it("hands the build and Publish what it knows of a commit, and people what they have to do", () => {
        const job = actions(recording.plan).find(({ name }) => name === "Build");
        assert.equal(
            job?.configuration["EnvironmentVariables"],
            '[{"name":"COMMIT_ID","type":"PLAINTEXT","value":"#{Source.VersionId}"}]',
        );
        const publish = actions(recording.plan).find(({ name }) => name === "Publish");
        // Its event does not say who put the zip there, so its pipeline declares no such variable and no job asks for one.
        assert.equal(
            publish?.configuration["EnvironmentVariables"],
            '[{"name":"EXECUTION","type":"PLAINTEXT","value":"#{codepipeline.PipelineExecutionId}"},{"name":"COMMIT_ID","type":"PLAINTEXT","value":"#{Source.VersionId}"}]',
        );
        const environment = recording.one("fairlead:index:Environment");
        const [first] = environment.outputs["nextSteps"] as string[];
        assert.equal(first, "put web.zip into drops");
    });
});

describe("a kind that is in no list", () => {
    it("is refused", () => {
        assert.throws(
            () => parseSettings(dropped, context),
            (error: Error) => error instanceof SettingsError && /codecommit/.test(error.message),
        );
    });
});
