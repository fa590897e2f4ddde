// A line's endpoint in the account of its plan, judged by the plan's own policies: its pipeline's action brings templates there.
import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";

import type { JsonObject } from "../../../plan/document";
import { everyAction } from "../../../plan/pipelines";
import { below, parsed, Plans, text, type Plan } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { judgeOf } from "../../../rehearsal/account/judge";
import { cloudFormation } from "../../../rehearsal/actions/cloudformation";
import type { ActionResult } from "../../../rehearsal/actions/types";
import { createStack, resumeStacks } from "../../../rehearsal/cloudformation/api";
import { stackAlarms } from "../../../rehearsal/cloudformation/alarms";
import { type Stack, Stacks } from "../../../rehearsal/cloudformation/stacks";
import { containersFor } from "../../../rehearsal/containers";
import { Alarms } from "../../../rehearsal/deployments/alarms/alarm";
import { Endpoints } from "../../../rehearsal/endpoints/endpoints";
import type { Fact } from "../../../rehearsal/engine/journal";
import { type Endpoint, Hosting } from "../../../rehearsal/endpoints/hosting";
import { services } from "../../../rehearsal/every-service";
import { Objects } from "../../../rehearsal/services/objects";
import { accountOf, type TestAccount } from "../../support/account";
import { planOf } from "../../support/program";
import { Dockerfiles } from "./dockerfiles";

/** Answers what its data says, as slowly and as wrongly as that says. */
const SERVER = `
const { createServer } = require("node:http");
const { readFileSync } = require("node:fs");
const { answer, status = 200 } = JSON.parse(readFileSync("/opt/ml/model/model.json", "utf8"));
if (process.argv[2] !== "serve") throw new Error("asked to " + process.argv[2]);
process.on("SIGTERM", () => process.exit());
createServer((request, response) => {
    if (request.url === "/ping") return response.end();
    request.resume().on("end", () => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify({ answer }));
    });
}).listen(8080);
`;

export const SETTINGS = {
    kind: "endpoint",
    count: 2,
    scaling: { max: 4 },
    rollout: { kind: "canary", minutes: 5, bakeMinutes: 5 },
};

export async function planWithEndpoint(deploy: JsonObject = SETTINGS): Promise<Plan> {
    return planOf("prod", { overrides: { "fairlead:services": {}, "fairlead:models": { digits: { deploy } } } });
}

export class EndpointFixture {
    private constructor(
        public readonly plan: Plan,
        private readonly furnished: TestAccount,
        private readonly image: string,
    ) {}

    public static async open(plan: Plan, speed = 2000): Promise<EndpointFixture> {
        const plans = new Plans([plan]);
        const furnished = accountOf([plan], { services, judge: judgeOf(plans), speed });
        const { account } = furnished;
        await containersFor(account, "process");
        const image = await new Dockerfiles(account).push(plan, { "serve.js": SERVER });
        stackAlarms(account);
        account.part(Endpoints).begin();
        account.part(Alarms).watch();
        const [stack] = plans.ofType(TYPE.stack);
        if (!stack) throw new Error("the plan has no stack");
        await createStack(account, stack);
        return new EndpointFixture(plan, furnished, image);
    }

    /** What a process leaves that is killed as soon as such a fact is written; the same image serves there. */
    public leftAt(when: (fact: Fact) => boolean): Promise<string> {
        const known = this.furnished.journal.facts.length;
        return new Promise((resolve) => {
            const unfollow = this.furnished.journal.follow({
                apply: (fact) => {
                    if (fact.n <= known || !when(fact)) return;
                    queueMicrotask(() => unfollow());
                    const left = mkdtempSync(join(tmpdir(), "left-"));
                    for (const part of ["journal.ndjson", "blobs"])
                        cpSync(join(this.furnished.folder, part), join(left, part), { recursive: true });
                    resolve(left);
                },
            });
        });
    }

    /** Goes on in what a killed process left. */
    public static async resume(before: EndpointFixture, folder: string, by = Endpoints): Promise<EndpointFixture> {
        const plans = new Plans([before.plan]);
        const furnished = accountOf([before.plan], { services, judge: judgeOf(plans), speed: 2000, folder });
        const { account } = furnished;
        await containersFor(account, "process");
        stackAlarms(account);
        account.part(by).begin();
        resumeStacks(account);
        account.part(Alarms).watch();
        return new EndpointFixture(before.plan, furnished, before.image);
    }

    /** Model data that answers this. */
    public model(answer: unknown, status = 200): string {
        const bytes = Buffer.from(JSON.stringify({ answer, status }));
        const key = `models/digits/${Buffer.from(bytes).toString("hex").padEnd(64, "0").slice(-64)}.tar.gz`;
        this.account.part(Objects).write(this.bucket, key, gzipSync(tarOf("model.json", bytes)));
        return `s3://${this.bucket}/${key}`;
    }

    /** The template of the blueprint, changed where a test asks for that. */
    public template(change: (text: string) => string = (text) => text): JsonObject {
        const content = parsed(this.blueprint.inputs["content"]);
        return JSON.parse(change(JSON.stringify(below(content, "template")))) as JsonObject;
    }

    /** The pipeline's action, with what Prepare would have written. */
    public async rollOut(
        parameters: Readonly<Record<string, string>>,
        template = this.template(),
    ): Promise<ActionResult & { said: string[] }> {
        const [at] = everyAction(this.account.plans).filter(({ action }) => action.provider === "CloudFormation");
        if (!at) throw new Error("the plan has no action of CloudFormation");
        const said: string[] = [];
        const all = {
            EndpointName: this.endpointName,
            Image: this.image,
            ModelData: "",
            Release: "",
            Attempt: "",
            ...parameters,
        };
        const zip = zipSync({
            "template.json": strToU8(JSON.stringify(template)),
            "template-configuration.json": strToU8(JSON.stringify({ Parameters: all })),
        });
        const result = await cloudFormation
            .run(
                {
                    id: "run/Deploy/RollOut",
                    execution: "run",
                    at,
                    configuration: at.action.configuration,
                    inputs: { Prepared: this.account.blobs.put(zip) },
                    by: { role: at.action.roleArn ?? "", as: "RollOut" },
                    revisions: [],
                },
                {
                    gateway: this.account.gateway,
                    blobs: this.account.blobs,
                    signal: new AbortController().signal,
                    say: (line) => said.push(line),
                    approve: () => Promise.reject(new Error("nobody is asked")),
                },
            )
            .catch((error: Error): ActionResult => ({ ok: false, why: error.message }));
        return { ...result, said };
    }

    /** What the endpoint answers. */
    public async asks(): Promise<unknown> {
        const request = { contentType: "application/json", accept: "application/json", body: Buffer.from("{}") };
        const { body } = await this.account.part(Endpoints).invoke(this.endpointName, request);
        return (JSON.parse(body.toString("utf8")) as { answer: unknown }).answer;
    }

    public get account(): TestAccount["account"] {
        return this.furnished.account;
    }

    public get endpointName(): string {
        return String(below(parsed(this.blueprint.inputs["content"]))["endpoint"]);
    }

    public get endpoint(): Endpoint | undefined {
        return this.account.part(Hosting).endpoint(this.endpointName);
    }

    public get stack(): Stack {
        return this.account.part(Stacks).all[0] as Stack;
    }

    /** What happened to each resource since the last change began, in short. */
    public get steps(): readonly string[] {
        return this.stack.events
            .map(({ logicalId, status }) => `${status} ${logicalId}`)
            .filter((step) => !step.includes("IN_PROGRESS"));
    }

    public facts(kind: string): readonly JsonObject[] {
        return this.furnished.facts(kind).map(({ data }) => data);
    }

    public async close(): Promise<void> {
        this.account.part(Alarms).close();
        await this.account.end();
        this.furnished.remove();
    }

    private get blueprint(): Plan["resources"][number] {
        const found = this.plan.resources.find(
            ({ type, name }) => type === TYPE.bucketObject && name === "digits-blueprint",
        );
        if (!found) throw new Error("the plan has no blueprint");
        return found;
    }

    private get bucket(): string {
        return text(this.blueprint, "bucket");
    }
}

/** A tar of one file. */
function tarOf(name: string, bytes: Buffer): Buffer {
    const head = Buffer.alloc(512);
    head.write(name, 0);
    head.write("0000644\0", 100);
    head.write("0000000\0", 108);
    head.write("0000000\0", 116);
    head.write(`${bytes.length.toString(8).padStart(11, "0")}\0`, 124);
    head.write("00000000000\0", 136);
    head.write("        ", 148);
    head.write("0", 156);
    head.write("ustar\x0000", 257);
    const sum = head.reduce((total, byte) => total + byte, 0);
    head.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return Buffer.concat([head, bytes, Buffer.alloc(((512 - (bytes.length % 512)) % 512) + 1024)]);
}
