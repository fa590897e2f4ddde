// Records the rehearsal that the tests of the screen and of the report read, anew: `node tools/bootstrap.cjs
// tools/record-sample.ts`. Two sittings of one journal, in half a minute: a statement of prod is missing and its run ends
// red; with it the same release goes through, and a second version is rolled back. What was a clock's or chance's is
// renumbered, so that the next recording differs where the rehearsal does.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Plan } from "../plan/document";
import { Plans, text } from "../plan/plans";
import { TYPE } from "../plan/tokens";
import type { LocalAccount } from "../rehearsal/account/local-account";
import type { Approver } from "../rehearsal/actions/types";
import { buildPlanned } from "../rehearsal/containers";
import { Blobs } from "../rehearsal/engine/folder";
import type { Fact } from "../rehearsal/engine/journal";
import { breakages } from "../rehearsal/faults";
import { breakWith } from "../rehearsal/faults/source";
import { renderReport } from "../rehearsal/report/report";
import { Story } from "../rehearsal/screen/story";
import { Executions } from "../rehearsal/services/executions";
import { Objects } from "../rehearsal/services/objects";
import { JOURNAL, BLOBS } from "../tests/rehearsal/screen/sample";
import { renumbered, type Recording } from "../tests/rehearsal/screen/renumbered";
import { trimmed } from "../tests/rehearsal/screen/trimmed";
import { planOf, root } from "../tests/support/program";
import { firstFactOf, rehearsed } from "../tests/support/rehearsed";
import { everyRemoval, without } from "../tests/support/questions";

const DENIED = "prod web-ship-evidence (RolePolicy), ";

/** What takes the place of the version that recorded. */
const NODE = "20.19.0";

const approver: Approver = () =>
    Promise.resolve({
        status: "Approved",
        by: "arn:aws:sts::111122223333:assumed-role/approver/grace",
        summary: "looks right",
    });

/** What `up` found in git: the tests' own plans are made outside of any checkout. */
const commit = {
    id: "6f1c2ab94d0752e8a1f3b6c4d9e0718253a4b5c6",
    repository: "https://git.example.com/web",
    branch: "main",
    message: "Greet everybody\n\n<script>alert(1)</script>",
    at: "2026-01-05T08:00:00Z",
};

function committed(plan: Plan): Plan {
    const resources = plan.resources.map((resource) => {
        const { content } = resource.inputs;
        if (resource.name !== "web-built" || typeof content !== "string") return resource;
        const record = JSON.stringify({ ...(JSON.parse(content) as object), commit });
        return { ...resource, inputs: { ...resource.inputs, content: record } };
    });
    return { ...plan, resources };
}

async function record(folder: string): Promise<Recording> {
    const plans = [await planOf("staging"), await planOf("prod")].map(committed);
    const denied = everyRemoval(plans).find(({ says }) => says.startsWith(DENIED) && says.endsWith("s3:PutObject"));
    if (!denied) throw new Error(`${DENIED}has no statement of s3:PutObject alone`);
    const { facts: before } = await rehearsed(without(plans, denied), { folder, approver });
    const [opened, ...rest] = before;
    const first = { ...(await firstFactOf(plans, {})), at: opened?.at ?? 0 };
    writeFileSync(join(folder, "journal.ndjson"), [first, ...rest].map((fact) => `${JSON.stringify(fact)}\n`).join(""));
    const { facts } = await rehearsed(plans, {
        ...{ folder, approver },
        then: async (account, known) => {
            startAgain(account, known);
            await account.quiet();
            await pushBroken(account, plans);
            await account.quiet();
        },
    });
    const all = new Blobs(join(folder, "blobs"));
    const kept = JSON.parse(
        JSON.stringify(trimmed(facts)).replaceAll(`node ${process.versions.node}`, `node ${NODE}`),
    ) as readonly Fact[];
    return renumbered({ facts: kept, blobs: readOf(kept, all, plans) }, JSON.stringify(plans));
}

/** Somebody releases again what the run that ended red was about. */
function startAgain(account: LocalAccount, facts: readonly Fact[]): void {
    const red = facts.findLast(({ kind, data }) => kind === "run.ended" && data["status"] === "Failed");
    const run = account.part(Executions).all.find(({ id }) => id === red?.about);
    if (!run) throw new Error("no run ended red where a statement was missing");
    account.part(Executions).start(run.pipeline, { trigger: run.trigger, revisions: run.revisions });
}

/** `up` of an application that answers 500 once it has traffic, as far as it concerns the line. */
async function pushBroken(account: LocalAccount, plans: readonly Plan[]): Promise<void> {
    const sourceDir = mkdtempSync(join(tmpdir(), "broken-"));
    try {
        cpSync(join(root, "examples", "blue-green-web"), sourceDir, { recursive: true });
        const said = breakWith(breakages.get("alarm") ?? [], sourceDir, plans);
        account.record({ kind: "fault", about: "alarm", data: { text: said } });
        const [built] = account.created(TYPE.bucketObject).filter(({ resource }) => resource.name === "web-built");
        for (const { resource } of account.created(TYPE.dockerImage)) {
            const digest = await buildPlanned(account, resource, { sourceDir, log: () => undefined });
            if (!built || digest === undefined) throw new Error("the plans build and record no image");
            const key = `builds/web/${digest.slice("sha256:".length)}.json`;
            const content = { ...(JSON.parse(text(built.resource, "content")) as object), digest };
            account.part(Objects).write(text(built.resource, "bucket"), key, Buffer.from(JSON.stringify(content)));
        }
    } finally {
        rmSync(sourceDir, { recursive: true });
    }
}

/** The bytes that the report of these facts reads. */
function readOf(facts: readonly Fact[], all: Blobs, plans: readonly Plan[]): Recording["blobs"] {
    const read: Recording["blobs"] = new Map();
    const story = new Story(new Plans(plans));
    for (const fact of facts) story.apply(fact);
    const blobs = {
        has: all.has.bind(all),
        get: (digest: Parameters<Blobs["get"]>[0]) => {
            const bytes = all.get(digest);
            read.set(digest, bytes);
            return bytes;
        },
    };
    renderReport({ story, blobs, fidelity: [], shortcomings: [] });
    return read;
}

async function main(): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "sample-"));
    try {
        const { facts, blobs } = await record(folder);
        mkdirSync(join(JOURNAL, ".."), { recursive: true });
        writeFileSync(JOURNAL, facts.map((fact) => `${JSON.stringify(fact)}\n`).join(""));
        const lines = [...blobs].map(([digest, bytes]) => JSON.stringify([digest, bytes.toString("base64")]));
        writeFileSync(BLOBS, lines.map((line) => `${line}\n`).join(""));
        for (const file of [JOURNAL, BLOBS]) console.log(`${file}: ${readFileSync(file).length} bytes`);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

void main();
