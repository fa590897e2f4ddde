// Plans that somebody wrote by hand and the rehearsal has never seen, through the command.
import assert from "node:assert/strict";
import { join } from "node:path";

import { readPlanFile } from "../../../cli/rehearse/plans";
import type * as session from "../../../rehearsal/session";
import { rehearse, type Commanded } from "../../support/commanded";
import { mutated } from "../../support/mutant";
import { rehearsed } from "../../support/rehearsed";

const folder = join(__dirname, "..", "plans");
const source = ["--source", join(folder, "paper")];
const plan = (name: string) => ["--plan", join(folder, `${name}.json`)];

interface Ending {
    readonly code: 0 | 1;
    /** Sentences on the screen. */
    readonly says: readonly RegExp[];
    /** How each action ended, in any order. */
    readonly actions: readonly string[];
}

const ENDINGS: Readonly<Record<string, readonly [args: readonly string[], ending: Ending]>> = {
    "stages of other names, variables and an approval": [
        plan("other-stages"),
        {
            code: 0,
            says: [/village bread waits at Tasting\/Taste Is it done\?/, /green after/],
            actions: ["Mill/Recipe Succeeded", "Kitchen/Knead Succeeded", "Tasting/Taste Succeeded"],
        },
    ],
    "actions side by side": [
        plan("parallel"),
        {
            code: 0,
            says: [/green after/],
            actions: ["Start/Boat Succeeded", "Row/Port Succeeded", "Row/Starboard Succeeded", "Row/Steer Succeeded"],
        },
    ],
    "artifacts of other names, two of one job": [
        plan("renamed-artifacts"),
        {
            code: 0,
            says: [/green after/],
            actions: ["Collect/Box Succeeded", "Sort/Sort Succeeded", "Carry/Carry Succeeded"],
        },
    ],
    "two lines, of which one fails": [
        plan("two-lines"),
        {
            code: 1,
            says: [
                /evening soup green/,
                /evening souffle: Stove\/Cook: BUILD: Error while executing command: false\. Reason: exit status 1/,
            ],
            actions: ["Pantry/Take Succeeded", "Pantry/Take Succeeded", "Stove/Cook Failed", "Stove/Cook Succeeded"],
        },
    ],
    "no line at all": [
        plan("no-line"),
        { code: 0, says: [/these plans have no pipeline: nothing but `up` was rehearsed/], actions: [] },
    ],
    "an artifact whose name AWS refuses, misspelt": [
        plan("broken-artifact"),
        {
            code: 1,
            says: [
                /up of attic failed: pipeline picture: Idea\/Sketch: the artifact name "first sketch" is not 1 to 100 letters, digits, _ or -/,
                /Work\/Paint takes the artifact frist sketch, which no earlier action makes \(made are first sketch\)/,
            ],
            actions: [],
        },
    ],
    "a pattern that matches nothing": [
        [...plan("silent-pattern"), ...source],
        {
            code: 1,
            says: [
                /no rule took "CodeCommit Repository State Change" on the bus \S+[:;] pushed: detail\.referenceName is "main", wanted is "master"/,
            ],
            actions: ["Desk/News Failed"],
        },
    ],
    "a role that nobody may assume": [
        plan("no-trust"),
        {
            code: 1,
            says: [
                /denied sts:AssumeRole on arn:aws:iam::999900001111:role\/smith as codepipeline\.amazonaws\.com/,
                /Add to the trust policy of arn:aws:iam::999900001111:role\/smith: \{ "Effect": "Allow", "Principal": \{ "Service": "codepipeline\.amazonaws\.com" \}, "Action": "sts:AssumeRole"/,
            ],
            actions: ["Mine/Ore Failed"],
        },
    ],
    "two sources": [
        [...plan("two-sources"), ...source],
        {
            code: 0,
            says: [/season coat runs rule drawn/, /green after/],
            // The first run, which CreatePipeline starts, finds no branch yet.
            actions: [
                "Drawer/Design Failed",
                "Drawer/Pattern Succeeded",
                "Drawer/Design Succeeded",
                "Drawer/Pattern Succeeded",
                "Table/Sew Succeeded",
            ],
        },
    ],
    "a line that sets another account's going": [
        [...plan("chain-from"), ...plan("chain-to")],
        {
            code: 0,
            says: [/second last-lap runs rule handed-over/, /green after/],
            actions: [
                "Block/Baton Succeeded",
                "Track/Run Succeeded",
                "Block/Medal Succeeded",
                "Track/Finish Succeeded",
                "Block/Medal Succeeded",
                "Track/Finish Succeeded",
            ],
        },
    ],
};

const named = ({ facts }: Commanded) =>
    facts
        .filter(({ kind }) => kind === "action.ended")
        .map(({ about, data }) => `${about.split("/").slice(1).join("/")} ${String(data["status"])}`);

describe("plans written by hand", function () {
    this.timeout(60_000);
    let all: ReadonlyMap<string, Promise<Commanded>>;
    before(async () => {
        all = new Map(Object.entries(ENDINGS).map(([says, [args]]) => [says, rehearse(...args)]));
        await Promise.all(all.values());
    });

    it("run side by side what stands side by side", async () => {
        const { facts } = (await all.get("actions side by side")) ?? { facts: [] };
        const at = (kind: string, action: string) =>
            facts.find((fact) => fact.kind === kind && fact.about.endsWith(`/Row/${action}`))?.n ?? Number.NaN;
        for (const [one, other] of [
            ["Port", "Starboard"],
            ["Starboard", "Port"],
        ] as const)
            assert.ok(at("action.started", one) < at("action.ended", other));
        assert.ok(
            at("action.started", "Steer") > Math.max(at("action.ended", "Port"), at("action.ended", "Starboard")),
        );
    });

    it("mutant: a judge that allows everything lets anybody assume any role", async () => {
        const mistake = ["if (decision.allowed && strangers.length === 0)", "if (true)"] as const;
        const by = mutated<typeof session>("rehearsal/session", "rehearsal/account/judge", mistake).Session;
        const untrusted = [readPlanFile(join(folder, "no-trust.json"))];
        assert.notDeepEqual((await rehearsed(untrusted)).shortcomings, []);
        assert.deepEqual((await rehearsed(untrusted, { by })).shortcomings, []);
    });

    for (const [says, [, { code, says: sentences, actions }]] of Object.entries(ENDINGS)) {
        it(`${says}: ends with ${code}`, async () => {
            const rehearsal = await all.get(says);
            assert.ok(rehearsal);
            assert.equal(rehearsal.code, code, rehearsal.screen);
            for (const sentence of sentences) assert.match(rehearsal.screen, sentence);
            assert.deepEqual(named(rehearsal).sort(), [...actions].sort());
        });
    }
});
