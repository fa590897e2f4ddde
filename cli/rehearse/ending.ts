import { explainWrong } from "../../rehearsal/check/text";
import { fidelityLines } from "../../rehearsal/fidelity";
import type { Story } from "../../rehearsal/screen/story";
import { summarise } from "../../rehearsal/screen/summary";
import { checkStacks } from "../check/plans";
import type { Plan } from "../../plan/document";
import type { Paint } from "../../text/terminal";
import type { Options } from "./options";

interface RehearsalEnd {
    readonly story: Story;
    /** Every reason to call it red. */
    readonly shortcomings: readonly string[];
    /** Where the report lies. */
    readonly report: string;
    readonly request: Pick<Options, "json" | "stacks" | "configFile" | "source"> & {
        readonly planned: readonly Plan[];
    };
}

/** The last words of a rehearsal: a page for people, with --json one more line for programs. */
export function endingOf({ story, shortcomings, report, request }: RehearsalEnd, paint: Paint): string {
    const green = shortcomings.length === 0;
    if (request.json) return `${JSON.stringify({ ended: green ? "green" : "red", because: shortcomings, report })}\n`;
    const findings = green ? [] : explainWrong(checkStacks(ofStacks(request), request), checkCommand(request), paint);
    return summarise(story, { fidelity: fidelityLines(), findings, report, shortcomings, paint });
}

/** Finds the same again. */
function checkCommand({ stacks, configFile, source }: RehearsalEnd["request"]): string {
    const options = { "--stack": stacks.join(" --stack "), "--config-file": configFile, "--source": source };
    const given = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
    return ["npx fairlead check", ...given].join(" ");
}

/** Only plans of this project's own stacks have settings to be held against. */
function ofStacks({ planned, stacks }: RehearsalEnd["request"]): readonly Plan[] {
    return planned.filter(({ stack }) => stacks.includes(stack));
}
