import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse } from "yaml";

import { root } from "../support/program";
import { needTools } from "./fixture";

const SCRIPT = join(root, "tools", "bootstrap-backend.sh");

describe("the script that makes a backend", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "backend-"))));
    afterEach(() => rmSync(folder, { recursive: true }));

    /** Runs it against an `aws` that writes down what it is asked, and has what an earlier run has made. */
    function run(region: string): { readonly calls: readonly string[]; readonly out: string } {
        const [aws, calls] = [join(folder, "aws"), join(folder, "calls")];
        writeFileSync(
            aws,
            `#!/bin/sh
echo "$*" >>"${calls}"
case "$1 $2" in
"sts get-caller-identity") echo 111122223333 ;;
"s3api head-bucket") test -e "${folder}/bucket" ;;
"s3api create-bucket") touch "${folder}/bucket" ;;
"kms describe-key") test -e "${folder}/key" && echo arn:aws:kms:${region}:111122223333:key/key-1 ;;
"kms create-key") touch "${folder}/key"; echo key-1 ;;
esac
`,
        );
        chmodSync(aws, 0o755);
        const env = { PATH: `${folder}:${process.env["PATH"] ?? ""}` };
        const out = execFileSync("bash", [SCRIPT, "acme-pulumi", region], { env, encoding: "utf8", stdio: "pipe" });
        return { calls: existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : [], out };
    }

    it("makes a versioned bucket that nobody else can read, and a key that is renewed", () => {
        const { calls, out } = run("eu-west-1");
        const bucket = "acme-pulumi-111122223333-eu-west-1";
        for (const wanted of [
            `s3api create-bucket --bucket ${bucket} --region eu-west-1 --create-bucket-configuration LocationConstraint=eu-west-1`,
            `s3api put-bucket-versioning --bucket ${bucket} --region eu-west-1 --versioning-configuration Status=Enabled`,
            "kms enable-key-rotation --key-id key-1 --region eu-west-1",
            "kms create-alias --alias-name alias/acme-pulumi --target-key-id key-1 --region eu-west-1",
        ])
            assert.ok(calls.includes(wanted), wanted);
        assert.ok(calls.some((call) => call.includes("RestrictPublicBuckets=true")));
        assert.match(out, new RegExp(`^pulumi login s3://${bucket}\\?region=eu-west-1$`, "m"));
        assert.match(out, /--secrets-provider "awskms:\/\/alias\/acme-pulumi\?region=eu-west-1&context_stack=staging"/);
        const state = { bucket, keyArn: "arn:aws:kms:eu-west-1:111122223333:key/key-1" };
        assert.deepEqual(parse(out.slice(out.indexOf("state:"))), { state });
    });

    it("makes nothing a second time", () => {
        const first = run("eu-west-1").calls.filter((call) => / create-/.test(call)).length;
        const both = run("eu-west-1").calls.filter((call) => / create-/.test(call)).length;
        assert.deepEqual([first, both], [3, 3]);
    });

    it("names no constraint where S3 refuses one", () => {
        const { calls } = run("us-east-1");
        assert.equal(
            calls.some((call) => call.includes("LocationConstraint")),
            false,
        );
    });

    it("is clean to shellcheck", function () {
        needTools(this, "shellcheck");
        assert.equal(spawnSync("shellcheck", [SCRIPT], { encoding: "utf8" }).stdout, "");
    });
});
