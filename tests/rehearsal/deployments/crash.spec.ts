import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { JsonObject } from "../../../plan/document";
import { answering, hurry, Line, type LineOptions } from "./line";

const NO_ALARM = { alarmConfiguration: { enabled: false } };

describe("a deployment whose engine is killed", () => {
    hurry();
    const live = async (line: Line) => [await line.answer(), await line.answer(), await line.answer()];

    const killedIn = async (step: string, options: LineOptions, image = "v2") => {
        const before = await new Line({ ...options, speed: 500 }).up();
        const port = before.url();
        const id = await before.deploy(image);
        await before.until(({ kind, data }) => kind === "deployment.step" && data["step"] === step);
        await before.crash();
        const after = new Line(options, before.folder);
        await after.resume();
        return { line: after, id, port };
    };

    for (const step of ["Replacement", "TestTraffic", "Shift", "Primary", "Bake", "Terminate"]) {
        it(`goes on from the step ${step} and ends green, on the same port`, async () => {
            const { line, id, port } = await killedIn(step, { changes: { group: NO_ALARM } });
            try {
                assert.equal((await line.ended(id))["status"], "Succeeded");
                assert.equal(line.url(), port);
                assert.deepEqual(await live(line), ["v2", "v2", "v2"]);
                const told = line.of("deployment.step").map(({ data }) => data["step"]);
                assert.deepEqual(told, ["Replacement", "TestTraffic", "Shift", "Primary", "Bake", "Terminate"]);
                const sets = line.of("taskset").filter(({ data }) => data["taskDefinition"] !== undefined);
                const heard = line.of("event").map(({ data }) => (data["detail"] as JsonObject)["state"]);
                assert.deepEqual(heard, ["START", "SUCCESS"], "EventBridge hears of each state once");
                assert.equal(sets.length, 2, "one task set more than the first, whatever was begun twice");
            } finally {
                await line.close();
            }
        });
    }

    it("goes on going back", async () => {
        const before = await new Line({ programs: { exits: () => undefined } }).up();
        const id = await before.deploy("exits");
        await before.until(({ kind, data }) => kind === "deployment.step" && data["step"] === "Rollback");
        await before.crash();
        const line = new Line({}, before.folder);
        await line.resume();
        try {
            const { status, rolledBack } = await line.ended(id);
            assert.deepEqual([status, rolledBack], ["Failed", true]);
            const heard = line.of("event").map(({ data }) => (data["detail"] as JsonObject)["state"]);
            assert.deepEqual(heard, ["START", "FAILURE"]);
            await line.until(({ kind }) => kind === "task.healthy", 4);
            assert.deepEqual(await live(line), ["v1", "v1", "v1"]);
        } finally {
            await line.close();
        }
    });

    it("starts the tasks again that ran, and ends those of the earlier life in its facts", async () => {
        const before = await new Line().up();
        await before.crash();
        const line = new Line({ programs: { v1: answering("v1, again") } }, before.folder);
        await line.resume();
        try {
            await line.until(({ kind }) => kind === "task.healthy", 4);
            assert.equal(await line.answer(), "v1, again");
            const ended = line.of("task.ended").map(({ data }) => data["why"]);
            assert.deepEqual(ended, ["the rehearsal was interrupted", "the rehearsal was interrupted"]);
        } finally {
            await line.close();
        }
    });

    it("mutant: a task set that does not know its deployment is made a second time", async () => {
        const before = await new Line({ speed: 100 }).up();
        const id = await before.deploy("v2");
        await before.until(({ kind, data }) => kind === "deployment.step" && data["step"] === "Replacement");
        await before.until(({ kind }) => kind === "taskset", 2);
        await before.crash();
        const journal = join(before.folder, "journal.ndjson");
        writeFileSync(journal, readFileSync(journal, "utf8").replaceAll(`"externalId":"${id}"`, `"externalId":""`));
        const line = new Line({ changes: { group: NO_ALARM } }, before.folder);
        await line.resume();
        try {
            await line.ended(id);
            const sets = line.of("taskset").filter(({ data }) => data["taskDefinition"] !== undefined);
            assert.equal(sets.length, 3);
        } finally {
            await line.close();
        }
    });
});
