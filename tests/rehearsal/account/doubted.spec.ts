import assert from "node:assert/strict";

import { JOB } from "../../../iam/calls/codebuild";
import { rowsOfAction } from "../../../iam/calls/codepipeline";
import type { Row } from "../../../iam/calls/types";
import { askRows, AuthorizingGateway, Denied, type Judge } from "../../../rehearsal/account/gateway";
import type { LocalAccount } from "../../../rehearsal/account/local-account";
import type { ActionAt } from "../../../plan/pipelines";

type Recorded = { readonly kind: string; readonly about: string; readonly data: Readonly<Record<string, unknown>> };

const refuses: Judge = () => ({ allowed: false, where: "identity", missing: "{}" });
const allows: Judge = () => ({ allowed: true });
const by = { role: "arn:aws:iam::111122223333:role/pipeline", as: "pipeline" };
const row = (doubted?: string): Row<undefined> => ({
    action: "s3:PutObjectAcl",
    on: () => ["arn:aws:s3:::store/a"],
    source: "page",
    ...(doubted === undefined ? {} : { doubted }),
});

function asked(judge: Judge, rows: readonly Row<undefined>[]): readonly Recorded[] {
    const facts: Recorded[] = [];
    const account = { record: (fact: Recorded) => void facts.push(fact) } as unknown as LocalAccount;
    askRows(new AuthorizingGateway(judge, new Map(), account), by, rows, undefined);
    return facts;
}

describe("a statement that AWS's page asks for, and that pipelines do without", () => {
    it("is said where it lacks, and stops nothing", () => {
        const facts = asked(refuses, [row("https://example.com/pipelines")]);
        assert.deepEqual(
            facts.map(({ kind, about, data }) => [kind, about, data["doubted"]]),
            [["doubted", "s3:PutObjectAcl", "https://example.com/pipelines"]],
        );
    });

    it("is nothing to look at where it is there", () => {
        assert.deepEqual(
            asked(allows, [row("https://example.com/pipelines")]).map(({ kind }) => kind),
            ["allowed"],
        );
    });

    it("mutant: one that nobody doubts stops what asks", () => {
        assert.throws(() => asked(refuses, [row()]), Denied);
    });

    it("is none without which an artifact would not travel", () => {
        const doubted = (provider: string, category: string): readonly string[] =>
            (rowsOfAction({ provider, category } as ActionAt["action"]) ?? [])
                .filter((each) => each.doubted !== undefined)
                .map(({ action }) => action)
                .sort();
        const store = ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:PutObjectAcl", "s3:PutObjectTagging"];
        assert.deepEqual(doubted("CodeCommit", "Source"), ["codecommit:GetRepository", ...store]);
        assert.deepEqual(doubted("ECR", "Source"), store);
        assert.deepEqual(doubted("S3", "Deploy"), [
            ...["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetObjectTagging", "s3:GetObjectVersionTagging"],
        ]);
        assert.deepEqual(doubted("CodeBuild", "Build"), ["codebuild:StopBuild"]);
        const ofJobs = JOB.filter((each) => each.doubted !== undefined).map(({ action }) => action);
        assert.deepEqual(ofJobs, ["s3:GetBucketAcl", "s3:GetBucketLocation"]);
    });
});
