import * as assert from "node:assert/strict";

import { renderPolicy } from "../../../components/documents/policy";
import { codeCommit } from "../../../components/sources/codecommit";
import { record, type Recording } from "../../support/recorder";
import { allow, loose, makeContext, statements, strict } from "../surroundings";

const ARN = "arn:aws:codecommit:eu-west-1:111122223333:web";
const REPOSITORY = "aws:codecommit/repository:Repository";

async function made(settings: object, retention = strict): Promise<Recording> {
    return record(() => {
        const { step, describe, ...source } = codeCommit.make(
            "web",
            codeCommit.settings.parse(settings),
            {},
            makeContext({ retention }),
            {},
        );
        return {
            ...source,
            run: step.run,
            gives: step.gives,
            allow: renderPolicy(step.allow),
            describes: { ...describe, allow: renderPolicy(describe.allow) },
        };
    });
}

describe("codecommit", () => {
    it("without settings is a repository called like the line, protected, and its branch main", async () => {
        const recording = await made({});
        const repository = recording.one(REPOSITORY, "web-source");
        assert.deepEqual(repository.inputs, { repositoryName: "web" });
        assert.deepEqual(repository.options, { protect: true });
        assert.deepEqual(recording.outputs["run"], {
            action: {
                category: "Source",
                configuration: { BranchName: "main", PollForSourceChanges: "false", RepositoryName: "web" },
                provider: "CodeCommit",
            },
        });
        assert.equal(recording.outputs["gives"], "Source");
    });

    it("with every setting has the name and branch it was given, and may be deleted where rules are loosened", async () => {
        const recording = await made({ repository: "blue-green-web", branch: "trunk" }, loose);
        assert.deepEqual(recording.one(REPOSITORY).inputs, { repositoryName: "blue-green-web" });
        assert.equal(recording.one(REPOSITORY).options.protect, undefined);
        const [start] = recording.outputs["starts"] as [Record<string, unknown>];
        assert.deepEqual((start["event"] as Record<string, unknown>)["detail"], {
            event: ["referenceCreated", "referenceUpdated"],
            referenceName: ["trunk"],
            referenceType: ["branch"],
        });
    });

    it("starts with the commit that was pushed to its branch, and says where the event names who pushed", async () => {
        const recording = await made({});
        assert.deepEqual(recording.outputs["starts"], [
            {
                source: "Source",
                event: {
                    detail: {
                        event: ["referenceCreated", "referenceUpdated"],
                        referenceName: ["main"],
                        referenceType: ["branch"],
                    },
                    "detail-type": ["CodeCommit Repository State Change"],
                    resources: [ARN],
                    source: ["aws.codecommit"],
                },
                name: "push",
                pins: { from: "$.detail.commitId", revision: "COMMIT_ID" },
                pushedBy: "$.detail.callerUserArn",
            },
        ]);
    });

    it("lets the source step read the repository, and Publish its commits", async () => {
        const { outputs } = await made({});
        const reading = ["GetBranch", "GetCommit", "GetRepository", "GetUploadArchiveStatus", "UploadArchive"];
        const named = ["CancelUploadArchive", ...reading].map((action) => `codecommit:${action}`);
        assert.deepEqual(statements(outputs["allow"]), [allow(named, [ARN])]);
        const { allow: publish, ...described } = outputs["describes"] as Record<string, unknown>;
        assert.deepEqual(described, { scripts: ["source-commit"], env: {} });
        assert.deepEqual(statements(publish), [allow(["codecommit:GetCommit"], [ARN])]);
        assert.deepEqual(outputs["commit"], {
            BRANCH: { step: "Source", variable: "BranchName" },
            COMMIT_ID: { step: "Source", variable: "CommitId" },
            REPOSITORY: { step: "Source", variable: "RepositoryName" },
        });
    });

    it("says what to push where", async () => {
        const { outputs } = await made({ branch: "trunk" });
        const url = "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/web";
        assert.deepEqual(outputs["nextSteps"], [
            `push your application to ${url}, branch trunk; until then web-make is red`,
        ]);
        assert.deepEqual(outputs["outputs"], { cloneUrl: url });
    });

    for (const [what, wrong] of Object.entries({
        "a name with a space": { repository: "my web" },
        "a name that ends like an address": { repository: "web.git" },
        "a name of 101 characters": { repository: "a".repeat(101) },
        "an empty branch": { branch: "" },
        "a setting it does not know": { url: "https://example.com" },
    })) {
        it(`refuses ${what}`, () => {
            assert.equal(codeCommit.settings.safeParse(wrong).success, false);
        });
    }
});
