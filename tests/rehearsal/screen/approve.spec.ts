import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { PassThrough } from "node:stream";

import { askApproval, evidenceFor } from "../../../rehearsal/screen/approve";
import { Story } from "../../../rehearsal/screen/story";
import { sampleRehearsal } from "./sample";

const question = { stack: "prod", pipeline: "web-ship", action: "Approve/Approve", evidence: "# What changes\n\nAll." };

interface Visit {
    readonly says?: readonly string[];
    readonly terminal?: boolean;
    readonly columns?: number;
    readonly yes?: boolean;
    readonly evidence?: string;
    readonly leaves?: boolean;
    readonly signal?: AbortSignal;
}

async function visit({ says = [], terminal = true, columns = 80, yes = false, evidence, leaves, signal }: Visit) {
    const input = Object.assign(new PassThrough(), { isTTY: terminal });
    const output = Object.assign(new PassThrough(), { isTTY: terminal, columns });
    let said = "";
    output.on("data", (part: Buffer) => (said += part.toString()));
    const asked = { ...question, evidence: evidence ?? question.evidence };
    const answer = askApproval(asked, { input, output, yes, signal });
    for (const line of says) {
        await new Promise((resolve) => setImmediate(resolve));
        input.write(`${line}\n`);
    }
    if (leaves === true) input.end();
    return { answered: await answer, said };
}

describe("an approval in the terminal", () => {
    it("shows the evidence above the question, and takes yes for an answer", async () => {
        const { answered, said } = await visit({ says: ["y"] });
        deepStrictEqual(answered, { status: "Approved", summary: "approved in the terminal" });
        ok(said.indexOf("What changes") < said.indexOf("Approve this? y/n"));
        match(said, /prod web-ship waits at Approve\/Approve/);
    });

    it("takes no for an answer, and keeps the reason", async () => {
        const { answered } = await visit({ says: ["n", "too risky on a Friday"] });
        deepStrictEqual(answered, { status: "Rejected", summary: "too risky on a Friday" });
    });

    it("takes Ctrl-C for what it means elsewhere, and for no answer", async () => {
        const stopped = new Promise((resolve) => process.once("SIGINT", resolve));
        void visit({ says: ["\u0003"] });
        strictEqual(await stopped, "SIGINT");
    });

    it("asks again until it is one of the two", async () => {
        const { answered, said } = await visit({ says: ["maybe", "", "yes"] });
        strictEqual(answered.status, "Approved");
        strictEqual(said.split("Please answer y or n.").length - 1, 2);
    });

    it("mutant: a terminal that calls itself zero columns wide is still asked in", async () => {
        const { answered } = await visit({ says: ["y"], columns: 0 });
        strictEqual(answered.status, "Approved");
    });

    for (const [title, how] of [
        ["there is no terminal", { terminal: false }],
        ["the terminal goes away", { leaves: true }],
    ] as const)
        it(`refuses where ${title}, instead of waiting for ever`, async () => {
            const { answered } = await visit(how);
            strictEqual(answered.status, "refused");
            match("why" in answered ? answered.why : "", /--yes/);
        });

    it("approves without asking where it was told to, and shows the evidence all the same", async () => {
        const { answered, said } = await visit({ terminal: false, yes: true });
        strictEqual(answered.status, "Approved");
        match(said, /What changes/);
    });

    it("gives up when the approval times out", async () => {
        const stop = new AbortController();
        const asked = visit({ signal: stop.signal });
        setImmediate(() => stop.abort());
        await asked.then(
            () => ok(false, "it went on"),
            (error: Error) => strictEqual(error.name, "AbortError"),
        );
    });

    it("mutant: what a stranger wrote into the evidence moves no cursor", async () => {
        const { said } = await visit({ says: ["y"], evidence: "fine\u0007\u001b[2J\u001b[1;31m really\rAll approved" });
        ok(!said.includes("\u001b[2J") && !said.includes("\u001b[1;31m") && !said.includes("\u0007"));
        match(said, /fine really/);
    });
});

describe("the evidence of an approval", () => {
    it("is the page that the approval links to, else what it says itself", async () => {
        const { plans, facts, blobs } = await sampleRehearsal();
        const story = new Story(plans);
        for (const fact of facts) story.apply(fact);
        const [asked] = [...story.runs.approvals.values()];
        ok(asked);
        match(evidenceFor(asked, story, blobs), /^# web in prod: what this approval would deploy/);
        for (const link of ["", "https://example.com/page", asked.link.replace("evidence/", "nothing/")])
            strictEqual(evidenceFor({ ...asked, link }, story, blobs), asked.customData, link);
    });
});
