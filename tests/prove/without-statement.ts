// Goes on with a rehearsal whose plans lack a statement, in a process of its own: that ends, with all that it started,
// as soon as the denial has turned something red.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { paintFor } from "../../text/terminal";
import type { Plan } from "../../plan/plans";
import { AT_LEAST } from "../../rehearsal/engine/clock";
import type { Fact } from "../../rehearsal/engine/journal";
import type { Session } from "../../rehearsal/session";
import type { Story } from "../../rehearsal/screen/story";
import { summarise } from "../../rehearsal/screen/summary";
import { mutated } from "../support/mutant";
import { questionIn } from "../support/questions";
import { rehearsed } from "../support/rehearsed";
import { rednessOf, isRedAction } from "./red-actions";
import { NO_BYTES } from "../rehearsal/screen/sample";

export interface Given {
    readonly plans: readonly Plan[];
    readonly source?: string;
    /** What IAM will refuse, in the words of questions.ts. */
    readonly refused: readonly string[];
    /** Actions that are red also where nothing is refused, and why. */
    readonly reds: readonly string[];
    /** Whether nothing is judged: the mutant. */
    readonly blind: boolean;
}

export interface Became {
    readonly denied?: Fact;
    /** Whether all that it was needed for is what AWS's own pages do without: said, and not denied. */
    readonly isDoubted: boolean;
    /** What was red first after it; an action with its provider, and its pipeline's ARN. */
    readonly red?: {
        readonly kind: string;
        readonly about: string;
        readonly provider?: string;
        readonly pipeline?: string;
    };
    /** Whether the screen prints the statement. */
    readonly printed: boolean;
    /** Where nothing was red: what was wrong at the end all the same. */
    readonly shortcomings: readonly string[];
}

/** A task whose start is denied is tried again a few times; it need not be for minutes. */
Object.assign(AT_LEAST, { restart: 10, steady: 5_000, stopping: 200, draining: 200 });

/** What is red in its own name: the build of an action is not, for the action is. */
class Red {
    private readonly ofActions = new Set<string>();

    public is(fact: Fact): boolean {
        const { kind, about, data } = fact;
        if (kind === "build.started" && data["action"] !== undefined) this.ofActions.add(about);
        if (kind === "build.ended") return data["status"] === "FAILED" && !this.ofActions.has(about);
        return kind === "undelivered" || isRedAction(fact);
    }
}

async function main(folder: string): Promise<void> {
    const given = JSON.parse(readFileSync(join(folder, "given.json"), "utf8")) as Given;
    const refused = new Set(given.refused);
    const undoubted = new Set(refused);
    const red = new Red();
    let denied: Fact | undefined;
    const record = (story: Story, fact?: Fact, shortcomings: readonly string[] = []) => {
        const printed = denied !== undefined && prints(story, String(denied.data["missing"]));
        const run = fact && story.runs.runOf(fact.about);
        const actions = run?.stages.flatMap((stage) => stage.actions);
        const provider = actions?.find(({ id }) => id === fact?.about)?.planned.provider;
        const red = fact && { kind: fact.kind, about: fact.about, provider, pipeline: run?.pipeline.arn };
        const isDoubted = refused.size > 0 && undoubted.size === 0;
        process.send?.({ denied, isDoubted, red, printed, shortcomings } satisfies Became, () => process.exit());
    };
    const { story, shortcomings } = await rehearsed(given.plans, {
        source: given.source,
        folder: join(folder, "rehearsal"),
        ...(given.blind ? { by: blindly() } : {}),
        sees: (fact, story) => {
            if (fact.kind === "denied" && refused.has(questionIn(fact))) denied ??= fact;
            if (fact.kind === "doubted" && undoubted.delete(questionIn(fact)) && undoubted.size === 0) record(story);
            if (red.is(fact) && denied && !given.reds.includes(rednessOf(story, fact))) record(story, fact);
        },
    });
    record(story, undefined, shortcomings);
}

/** Whether the screen has the missing statement, line by line. */
function prints(story: Story, missing: string): boolean {
    const screen = summarise(story, {
        fidelity: [],
        shortcomings: [],
        report: "",
        blobs: NO_BYTES,
        paint: paintFor({ isTTY: false }),
    });
    return screen.includes(missing.replaceAll("\n", "\n      "));
}

/** A rehearsal whose judge lets everybody do everything. */
function blindly(): Pick<typeof Session, "open"> {
    const judge = "rehearsal/account/judge";
    const mistake = ["if (decision.allowed && strangers.length === 0)", "if (true)"] as const;
    return mutated<{ readonly Session: typeof Session }>("rehearsal/session", judge, mistake).Session;
}

void main(process.argv[2] ?? "");
