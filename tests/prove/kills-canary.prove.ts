// A rehearsal that is killed, process and all, while production's requests move to a new model step by step: started again, it goes
// on, the new model serves in the end, and nothing was deployed twice.
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { type JsonObject, printPlan } from "../../plan/document";
import type { Fact } from "../../rehearsal/engine/journal";
import { git } from "../../text/git";
import { begin, ended } from "../support/commanded";
import { planOf } from "../support/program";

const ACCOUNT = "111122223333";
const PROD = "fairlead-prod-digits";

/** Every word of a model's image, in one file of this machine's own node: what it has learnt is the number of its version. */
const MODEL = `
const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const write = (path, value) => {
    mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    writeFileSync(path, JSON.stringify(value));
};
const words = {
    preprocess: () => ["train", "validation", "test"].forEach((of) => write("/opt/ml/processing/output/" + of + "/rows.json", [VERSION])),
    train: () => write("/opt/ml/model/model.json", VERSION),
    evaluate: () => write("/opt/ml/processing/output/evaluation/evaluation.json", { metrics: { accuracy: 0.99 } }),
    serve: () =>
        require("node:http")
            .createServer((request, response) =>
                request.resume().on("end", () => {
                    response.writeHead(200, { "content-type": "application/json" });
                    response.end(request.url === "/ping" ? "" : readFileSync("/opt/ml/model/model.json", "utf8"));
                }),
            )
            .listen(8080),
};
process.on("SIGTERM", () => process.exit());
words[process.argv[2]]();
`;

function write(folder: string, version: number): void {
    writeFileSync(join(folder, "model.js"), MODEL.replaceAll("VERSION", String(version)));
    writeFileSync(
        join(folder, "Dockerfile"),
        'FROM public.ecr.aws/docker/library/node:22.21.1-alpine3.22\nCOPY model.js /app/\nENTRYPOINT ["node", "/app/model.js"]\n',
    );
    const body = Buffer.from("{}").toString("base64");
    const payloads = [{ name: "version", contentType: "application/json", body, expect: version }];
    writeFileSync(join(folder, "golden.json"), JSON.stringify({ format: 1, payloads }));
}

/** The two environments of one model, as files of plans. */
async function plansIn(folder: string): Promise<readonly string[]> {
    // An hour of the canary is six seconds here: whoever looks on a busy machine still sees it.
    const stacks = {
        staging: {
            "fairlead:promotesTo": [{ environment: "prod", account: ACCOUNT }],
            "fairlead:models": {
                digits: {
                    source: { kind: "codecommit", repository: "digits" },
                    training: { gate: { metric: "accuracy", atLeast: 0.5 } },
                    deploy: { kind: "serverless" },
                },
            },
        },
        prod: {
            "fairlead:promotesFrom": { environment: "staging", account: ACCOUNT },
            "fairlead:models": {
                digits: { deploy: { kind: "endpoint", count: 2, rollout: { kind: "canary", minutes: 60 } } },
            },
        },
    };
    const files: string[] = [];
    for (const [stack, overrides] of Object.entries(stacks)) {
        const path = join(folder, `${stack}.json`);
        const shared = { "fairlead:account": ACCOUNT, "fairlead:services": {}, "fairlead:notify": [] };
        writeFileSync(path, printPlan(await planOf(stack, { overrides: { ...shared, ...overrides } })));
        files.push("--plan", path);
    }
    return files;
}

describe("a rehearsal that is killed in production's canary", function () {
    this.timeout(600_000);
    const folder = mkdtempSync(join(tmpdir(), "canary-"));
    const [source, next, place] = ["source", "next", "place"].map((name) => join(folder, name)) as [
        string,
        string,
        string,
    ];
    let running: ChildProcess | undefined;
    after(() => {
        running?.kill("SIGKILL");
        rmSync(folder, { recursive: true, force: true });
    });

    /** Its own words, as they come. */
    function started(...command: readonly string[]): { readonly child: ChildProcess; said(): string } {
        const child = begin(place, ...command);
        running = child;
        let said = "";
        for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part: Buffer) => (said += String(part)));
        return { child, said: () => said };
    }

    /** Red with its last words where it ends before that. */
    async function until({ child, said }: ReturnType<typeof started>, holds: () => boolean): Promise<void> {
        while (!holds()) {
            if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${said().slice(-3000)}`);
            await sleep(20);
        }
    }
    const staysUp = ({ said }: ReturnType<typeof started>) => said().includes("stays up until Ctrl-C");

    /** What is told of production's endpoint; the last line of a journal may be half written. */
    function told(kind: string): readonly JsonObject[] {
        const text = readFileSync(join(place, ".fairlead", "rehearsal", "journal.ndjson"), "utf8");
        const facts = text.slice(0, text.lastIndexOf("\n")).split("\n");
        return facts.flatMap((line) => {
            if (!line.includes(kind) || !line.includes(PROD)) return [];
            const fact = JSON.parse(line) as Fact;
            return fact.kind === kind && fact.about.endsWith(`endpoint/${PROD}`) ? [fact.data] : [];
        });
    }

    it("goes on when it is started again, and the new model serves, by one update", async () => {
        for (const each of [source, next, place]) mkdirSync(each);
        write(source, 1);
        const command = [...(await plansIn(folder)), "--source", source, "--keep", "--speed", "600"];
        const first = started(...command);
        await until(first, () => staysUp(first));
        const [, path = "", branch = ""] = /git push --force "([^"]+)" HEAD:(\S+)/.exec(first.said()) ?? [];
        const live = told("hosted.endpoint").at(-1)?.["configuration"];
        assert.ok(live);
        write(next, 2);
        const ana = ["-c", "user.name=Ana", "-c", "user.email=ana@example.com"];
        const push = ["push", "--quiet", "--force", path, `HEAD:${branch}`];
        for (const step of [["init", "--quiet"], ["add", "."], [...ana, "commit", "--quiet", "-m", "Learn more"], push])
            git(["-C", next, ...step], { protocol: "file" });
        // Or it is over, which the line below tells.
        await until(first, () => told("endpoint.step").length > 0 || told("hosted.endpoint").length > 3);
        first.child.kill("SIGKILL");
        assert.equal(told("hosted.endpoint").at(-1)?.["status"], "Updating");
        assert.notEqual(told("endpoint.step").at(-1)?.["share"], 1);

        const again = started(...command);
        await until(again, () => staysUp(again));
        const done = ended(again.child, place);
        again.child.kill("SIGINT");
        const { code } = await done;
        const states = told("hosted.endpoint").map(({ status }) => status);
        assert.deepEqual(states, ["Creating", "InService", "Updating", "InService"]);
        assert.notEqual(told("hosted.endpoint").at(-1)?.["configuration"], live);
        assert.equal(code, 0, again.said());
    });
});
