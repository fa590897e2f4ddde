// A job that uses AWS's own SDK for Python meets the rehearsal, whatever keys and profiles this machine has.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { delimiter, dirname, join } from "node:path";

import { build } from "../rehearsal/jobs/fixture";
import { root } from "../support/program";
import { skipBecause } from "../support/skip";

/** .ci/run makes it; boto3 reads AWS_ENDPOINT_URL since 1.28, of July 2023. */
const PYTHON = join(root, ".fairlead", "python", "bin", "python");
const asks = (call: string) => `${PYTHON} -c 'import boto3; print(boto3.${call})' 2>&1 | tail -1`;

describe("an SDK in a job", () => {
    let path: string | undefined;
    after(() => {
        if (path !== undefined) process.env["PATH"] = path;
    });
    before(function () {
        if (spawnSync(PYTHON, ["-c", "import boto3"]).status !== 0) skipBecause(this, "no boto3 that a job sees");
        // What is on PATH is part of what a job sees of this machine.
        path = process.env["PATH"];
        process.env["PATH"] = `${dirname(PYTHON)}${delimiter}${path ?? ""}`;
    });

    const calls: readonly (readonly [string, RegExp])[] = [
        ['client("s3").list_buckets()', /not rehearsed: s3:ListBuckets/],
        ['client("sts").get_caller_identity()', /not rehearsed: sts:GetCallerIdentity/],
        ['client("ecs", region_name="us-west-2").list_clusters()', /not rehearsed: ecs:ListClusters/],
        ['client("iam").list_users()', /not rehearsed: iam:ListUsers/],
        ['resource("dynamodb").Table("things").table_status', /not rehearsed: dynamodb:DescribeTable/],
    ];
    for (const [call, words] of calls) {
        it(`meets the rehearsal: ${call}`, async () => {
            const keys = { AWS_ACCESS_KEY_ID: "AKIAREALKEYOFTHISHOST", AWS_PROFILE: "prod" };
            Object.assign(process.env, keys);
            try {
                const buildspec = JSON.stringify({
                    version: 0.2,
                    phases: { build: { commands: [asks(call), "env"] } },
                });
                const { lines } = await build({ buildspec });
                assert.match(lines.join("\n"), words);
                assert.ok(
                    !lines.some((line) => line.includes("AKIAREALKEYOFTHISHOST")),
                    "a key of this machine is in the job",
                );
            } finally {
                for (const key of Object.keys(keys)) Reflect.deleteProperty(process.env, key);
            }
        }).timeout(30_000);
    }
});
