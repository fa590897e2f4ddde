import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { JsonObject, Plan } from "../../../plan/document";
import { TYPE } from "../../../plan/tokens";
import { Sns } from "../../../rehearsal/notifications/sns";
import { changed, ended, everybody, happens, over, told, type Told } from "./told";

/** A failing action, its stage and its run, as AWS tells of them one after the other. */
async function fails(plan: Plan): Promise<Told> {
    const all = await told(plan);
    const type = { owner: "AWS", category: "Build", provider: "CodeBuild", version: "1" };
    await happens(all, ended(plan, "FAILED", "Action", { stage: "Build", action: "Build", type }));
    await happens(all, ended(plan, "FAILED", "Stage", { stage: "Build" }));
    await happens(all, ended(plan));
    return all;
}
const counts = (all: Told) => [...new Set([...all.arrived().values()].map(({ length }) => length))];
const EVERY = 11;

describe("one failure", () => {
    for (const about of [["pipeline", "stage", "action"], ["failed", "action"], ["action"]])
        it(`is one message to each who asks for ${about.join(" and ")}`, async () => {
            const all = await fails(await everybody(about));
            assert.deepEqual([counts(all), all.arrived().size], [[1], EVERY]);
            await over(all);
        });

    it("mutant: a rule for stages that tells of failures as well makes two mails of it", async () => {
        const plan = changed(await everybody(["pipeline", "stage", "action"]), ({ type, name, inputs }) => {
            if (type !== TYPE.eventRule || !name.endsWith("-stage")) return undefined;
            const { detail, ...pattern } = JSON.parse(String(inputs["eventPattern"])) as JsonObject;
            const { state: _, ...rest } = detail as JsonObject;
            return { eventPattern: JSON.stringify({ ...pattern, detail: rest }) };
        });
        const all = await fails(plan);
        assert.deepEqual([counts(all), all.arrived().get("email")?.length], [[2], 2]);
        await over(all);
    });

    it("that comes twice, because a kill came in between, is the same message of the same event", async () => {
        const plan = await everybody();
        const all = await told(plan);
        await happens(all, ended(plan));
        all.test.leave();
        await all.test.account.end();
        // The queue has it, and nobody remembers.
        const journal = join(all.test.folder, "journal.ndjson");
        const lines = readFileSync(journal, "utf8").split("\n");
        const end = lines.findIndex((line) => line.includes('"kind":"notification"') && line.includes('"to":"sqs"'));
        assert.ok(end > 0);
        writeFileSync(journal, `${lines.slice(0, end).join("\n")}\n`);
        const again = await told(plan, { folder: all.test.folder });
        await again.test.account.part(Sns).idle();
        const bodies = again.test
            .facts("queue.message")
            .map(({ data }) => JSON.parse(String(data["body"])) as JsonObject);
        assert.equal(bodies.length, 2);
        assert.deepEqual(...(bodies.map(({ MessageId, Message }) => ({ MessageId, Message })) as [unknown, unknown]));
        await over(again);
    });
});
