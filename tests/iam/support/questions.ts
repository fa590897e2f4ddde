// Turns plans into questions for IAM. Every call that a plan implies must be allowed; refusals.ts has what must be refused.
import type { Plans } from "../../../plan/plans";
import { callers } from "../../../iam/calls";
import type { Question } from "../../../iam/verdicts";

export interface Questions {
    /** Each must be allowed. */
    readonly allow: readonly Question[];
    /** What a plan wires and no rows speak of: a proof with holes is none. */
    readonly unknown: readonly string[];
}

export function questionsOf(plans: Plans): Questions {
    const asked = callers.flatMap((caller) => caller.asks(plans));
    const unknown = asked.flatMap((each) => ("unknown" in each ? [each.unknown] : []));
    const allow = asked.flatMap((each) => ("unknown" in each ? [] : [each]));
    return { allow: unique(allow), unknown: [...new Set(unknown)].sort() };
}

function unique(questions: readonly Question[]): readonly Question[] {
    const known = new Map(
        questions.map((question) => [
            JSON.stringify([question.by, question.action, question.on, question.context]),
            question,
        ]),
    );
    return [...known.values()];
}
