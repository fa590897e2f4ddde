// What a rehearsal ends with. A terminal shows the end of it, so the end says what matters most: what is red, what runs,
// the verdict, the report.
import type { Paint } from "../../text/terminal";
import { wrap } from "../../text/wrap";
import { callsByRole, whatWasDenied } from "./ending/calls";
import { whatIsRed, whatWasOvercome } from "./ending/red";
import { whatRuns } from "./ending/what-runs";
import type { Story } from "./story";
import { lasting } from "./words";

export interface SummaryParts {
    /** How true a rehearsal is, as lines. */
    readonly fidelity: readonly string[];
    /** What does not fit together, as reading settings and application finds it. */
    readonly findings?: readonly string[];
    /** Every reason to call it red; none where all is well. */
    readonly shortcomings: readonly string[];
    /** Where the report lies. */
    readonly report: string;
    readonly paint: Paint;
}

const NO_PIPELINE = "  these plans have no pipeline: nothing but `up` was rehearsed";

export function summarise(
    story: Story,
    { fidelity, findings = [], shortcomings, report, paint }: SummaryParts,
): string {
    const part = (title: string, lines: readonly string[]): readonly string[] =>
        lines.length === 0 ? [] : ["", paint.bold(title), ...lines];
    const faults = story.faults.flatMap(({ name, text }) => wrap(`${name}: ${text}`, "  ", "    "));
    const took = lasting(story.now - (story.began ?? story.now));
    const lines = [
        ...part(story.calls.denied.length === 0 ? "calls by role, all allowed" : "calls by role", callsByRole(story)),
        ...part("what this does not prove; docs/fidelity.md and the report say more", fidelity),
        ...part("what AWS told and no rule waits for; the report says why", unheard(story)),
        ...part("red on the way, and green since", whatWasOvercome(story)),
        ...part("broken on purpose", faults),
        ...part("what was denied", whatWasDenied(story)),
        ...part("what fairlead check finds", findings),
        ...part("what is red", whatIsRed(story)),
        ...part("what runs", whatRuns(story)),
        "",
        shortcomings.length === 0 ? paint.green(`green after ${took}`) : paint.red(`red after ${took}`),
        ...shortcomings.flatMap((why) => wrap(why, "  ", "    ")),
        ...(story.stacks.some(({ pipelines }) => pipelines.length > 0) ? [] : [NO_PIPELINE]),
        ...wrap(`The report: ${report}`, ""),
    ];
    return `${lines.join("\n")}\n`;
}

/** AWS tells of everything, and most of it nobody waits for. */
function unheard({ events }: Story): readonly string[] {
    const kinds = [...events.routine].map(([type, all]) => `${type} ${all.length}`);
    return kinds.length === 0 ? [] : wrap(kinds.join(", "), "  ", "    ");
}
