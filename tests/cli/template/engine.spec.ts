// The function of a written template, by its own code: a stand-in of the SDK notes what it is asked, and the answer to
// CloudFormation is read where it is sent.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ENGINE } from "../../../cli/template/written/engine";
import { isOnPath, skipBecause } from "../../support/skip";

const SDK = `
import io, json, os

class Client:
    def __init__(self, service): self.service = service
    def __getattr__(self, call):
        def asked(*args, **given):
            print(json.dumps([self.service, call, *args, {k: v.decode() if isinstance(v, bytes) else v for k, v in given.items()}]))
            if call == "get_waiter": return Client(f"waiter {args[0]}")
            if call == "invoke" and os.environ.get("FAILS"): return {"FunctionError": "Unhandled", "Payload": io.BytesIO(b"no group")}
            return {"StackId": "arn:aws:cloudformation:eu-west-1:111122223333:stack/digits/1"} if call == "create_stack" else {}
        return asked

def client(service): return Client(service)
`;
const RUN = `
import json, sys, index
class Context: log_stream_name = "stream"
index.handler(json.load(sys.stdin), Context())
`;

describe("the function of a written template", () => {
    let folder: string;
    let server: Server;
    let answers: { type: string | undefined; body: Record<string, string> }[] = [];

    before(async function () {
        if (!isOnPath("python3")) skipBecause(this, "no python3 on PATH");
        folder = mkdtempSync(join(tmpdir(), "engine-"));
        writeFileSync(join(folder, "boto3.py"), SDK);
        writeFileSync(join(folder, "index.py"), ENGINE);
        server = createServer((request, response) => {
            let body = "";
            request.on("data", (chunk: Buffer) => (body += chunk.toString()));
            request.on("end", () => {
                answers.push({
                    type: request.headers["content-type"],
                    body: JSON.parse(body) as Record<string, string>,
                });
                response.end();
            });
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    });
    after(() => {
        server.close();
        rmSync(folder, { recursive: true });
    });
    beforeEach(() => (answers = []));

    /** What it asked AWS for one event of CloudFormation's, and how it answered. */
    async function told(
        type: string,
        kind: string,
        properties: object,
        env: Record<string, string> = {},
    ): Promise<{ asked: unknown[]; answer: Record<string, string> }> {
        const event = {
            ...{ StackId: "stack", RequestId: "request", LogicalResourceId: "Digits", ResourceType: `Custom::${type}` },
            ...{ RequestType: kind, ResourceProperties: properties },
            ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
        };
        const child = spawn("python3", ["-c", RUN], { cwd: folder, env: { PATH: process.env["PATH"], ...env } });
        let [out, err] = ["", ""];
        child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
        child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
        child.stdin.end(JSON.stringify(event));
        const code = await new Promise((resolve) => child.on("close", resolve));
        assert.equal(code, 0, err);
        assert.deepEqual([answers.length, answers[0]?.type], [1, ""]);
        const asked = out.split("\n").filter((line) => line !== "");
        return { asked: asked.map((line) => JSON.parse(line) as unknown), answer: answers[0]?.body ?? {} };
    }

    it("writes objects, and those once that jobs write after it", async () => {
        const object = {
            Bucket: "releases",
            Key: "live.zip",
            ContentType: "application/zip",
            ContentBase64: "ZGlnaXRz",
        };
        const put = [
            [
                "s3",
                "put_object",
                { Bucket: "releases", Key: "live.zip", Body: "digits", ContentType: "application/zip" },
            ],
        ];
        const created = await told("S3Object", "Create", { ...object, Once: "true" });
        assert.deepEqual([created.asked, created.answer["Status"]], [put, "SUCCESS"]);
        answers = [];
        assert.deepEqual((await told("S3Object", "Update", object)).asked, put);
        for (const [kind, more] of [
            ["Update", { Once: "true" }],
            ["Delete", {}],
        ] as const) {
            answers = [];
            assert.deepEqual((await told("S3Object", kind, { ...object, ...more })).asked, []);
        }
    });

    it("makes the stack that a pipeline changes, leaves it alone, and takes it away with what is in it", async () => {
        const stack = { StackName: "digits", TemplateBody: "{}", StackPolicyBody: "{}", RoleARN: "role" };
        const created = await told("Stack", "Create", stack);
        assert.deepEqual(created.asked[0], ["cloudformation", "create_stack", stack]);
        assert.match(created.answer["PhysicalResourceId"] ?? "", /stack\/digits\/1$/);
        answers = [];
        assert.deepEqual((await told("Stack", "Update", stack)).asked, []);
        answers = [];
        const { asked } = await told("Stack", "Delete", stack);
        assert.deepEqual(asked[0], ["cloudformation", "delete_stack", { StackName: "digits" }]);
        assert.deepEqual(asked.at(-1), [
            "waiter stack_delete_complete",
            "wait",
            { StackName: "digits", WaiterConfig: { Delay: 10 } },
        ]);
    });

    it("says to a function what becomes of it, and to CloudFormation when that fails", async () => {
        const call = { FunctionName: "empty", Input: '{"empties":false}' };
        const payload = '{"empties": false, "tf": {"action": "delete"}}';
        const { asked } = await told("Invocation", "Delete", call);
        assert.deepEqual(asked, [["lambda", "invoke", { FunctionName: "empty", Payload: payload }]]);
        answers = [];
        const { answer } = await told("Invocation", "Delete", call, { FAILS: "yes" });
        assert.deepEqual([answer["Status"], answer["Reason"]], ["FAILED", "no group (log stream stream)"]);
    });
});
