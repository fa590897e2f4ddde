// Rehearses plans without one statement, from the moment on at which somebody first needs it. What happened before is
// the same with it, so it is taken from one rehearsal of the sound plans: a rehearsal goes on from any of its facts.
import { execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Question } from "../../iam/verdicts";
import { Plans, type Plan } from "../../plan/plans";
import { questionsOf } from "../iam/support/questions";
import type { Fact } from "../../rehearsal/engine/journal";
import type { Rehearsable } from "./lines";
import { allThatFollows } from "./later";
import { root } from "../support/program";
import { isQuestion, questionIn, refusedBy, type Removal, without } from "../support/questions";
import { firstFactOf, rehearsed } from "../support/rehearsed";
import { rednessOf, isRedAction } from "./red-actions";
import type { Became, Given } from "./without-statement";

/** A whole rehearsal of sound plans. */
export interface Sound {
    readonly source?: string;
    readonly plans: readonly Plan[];
    readonly folder: string;
    readonly facts: readonly Fact[];
    readonly questions: readonly Question[];
    /** What is refused on the way also with every statement: nothing. */
    readonly denied: readonly unknown[];
    /** Actions that are red on the way also with every statement, such as the source of what nobody has pushed yet. */
    readonly reds: readonly string[];
}

export interface Taken extends Became {
    readonly removal: Removal;
    /** Who asked first, in the sound rehearsal, for what is refused now. */
    readonly needed: Fact;
    /** `/<stage>/<action>` of the action that had begun last by then. */
    readonly action: string;
}

export async function soundOf({ plans: planned, source, settles }: Rehearsable, folder: string): Promise<Sound> {
    const plans = await planned();
    const { facts, story } = await rehearsed(plans, {
        folder,
        source,
        then: (account, facts) => allThatFollows(account, facts, settles),
    });
    const reds = facts.filter(isRedAction).map((fact) => rednessOf(story, fact));
    const questions = questionsOf(new Plans(plans)).allow;
    return { source, plans, folder, facts, reds, questions, denied: [...story.calls.denied] };
}

/** Who asks first, in the sound rehearsal, for what a removal refuses; nothing where nobody does. */
export function askerOf(sound: Sound, removal: Removal): Fact | undefined {
    const refused = refusedBy(without(sound.plans, removal), sound.questions);
    return sound.facts.find((fact) => isQuestion(fact) && refused.has(questionIn(fact)));
}

export async function takeOut(sound: Sound, removal: Removal, blind: boolean): Promise<Taken> {
    const plans = without(sound.plans, removal);
    const refused = refusedBy(plans, sound.questions);
    const needed = askerOf(sound, removal);
    if (!needed) throw new Error(`${removal.says}: nobody needs it`);
    const before = sound.facts.slice(0, needed.n - 1);
    const given = { plans, source: sound.source, refused: [...refused], reds: sound.reds, blind };
    return { ...(await goOn(sound, before, given)), removal, needed, action: lastBegun(before, needed) };
}

/** In a process of its own, which ends as soon as something is red. */
async function goOn({ folder, source }: Sound, before: readonly Fact[], given: Given): Promise<Became> {
    const place = mkdtempSync(join(tmpdir(), "without-"));
    try {
        const rehearsal = join(place, "rehearsal");
        // With the owners of files: what an image wrote is not root's.
        execFileSync("cp", ["-a", folder, rehearsal]);
        const facts = [await firstFactOf(given.plans, { source }), ...before.slice(1)];
        writeFileSync(join(rehearsal, "journal.ndjson"), facts.map((fact) => `${JSON.stringify(fact)}\n`).join(""));
        writeFileSync(join(place, "given.json"), JSON.stringify(given));
        const child = fork(join(__dirname, "without-statement.ts"), [place], {
            execArgv: ["-r", join(root, "bin", "typescript.cjs")],
            cwd: root,
        });
        const [[became]] = (await Promise.all([once(child, "message"), once(child, "close")])) as [[Became], unknown];
        return became;
    } finally {
        rmSync(place, { recursive: true, force: true });
    }
}

/** Of the pipeline that asks; of any, where CodePipeline itself does. */
function lastBegun(before: readonly Fact[], { data }: Fact): string {
    const mine = new Set(
        before
            .filter(
                ({ kind, data: run }) =>
                    kind === "run.queued" && [run["pipeline"], "codepipeline.amazonaws.com"].includes(data["as"] ?? ""),
            )
            .map(({ about }) => about),
    );
    const begun = before.filter(({ kind, about }) => kind === "action.started" && mine.has(about.split("/")[0] ?? ""));
    return begun.at(-1)?.about.replace(/^[^/]+/, "") ?? "";
}
