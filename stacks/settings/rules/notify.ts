// Who is told: what each kind of recipient demands of its settings, and that nobody is told twice.
import { kindOf, ownOf } from "../../../components/shared/notifications/groups";
import type { RecipientContext } from "../../../components/shared/notifications/seams";
import type { Refusal } from "../../../components/setting-rules";
import { problemOf, refusing, type Rule } from "./rule";

/** Judges every recipient by the rules of its own kind. */
export const recipientsOwnRules: Rule = ({ notify, account, loosen }, about) => {
    const { region } = about;
    const context: RecipientContext = { account, loosen, ...(region !== undefined ? { region } : {}) };
    return notify.flatMap((recipient, index) => {
        const { rules } = kindOf(recipient);
        const refusals: readonly Refusal[] = rules?.(ownOf(recipient), context) ?? [];
        // A refusal without a path would be about a line.
        return refusals.map((refusal) => problemOf(refusal, { path: ["notify", index], settings: recipient }, about));
    });
};

/** Two entries for one address are two messages for each fact; SNS itself takes the second subscription for the first. */
export const nobodyIsToldTwice = refusing(({ notify }) =>
    notify.flatMap((recipient, index) => {
        const kind = kindOf(recipient);
        const label = kind.label(ownOf(recipient));
        const first = notify.findIndex((other) => other.to === kind.to && kind.label(ownOf(other)) === label);
        if (first === index) return [];
        return [
            {
                at: ["notify", index],
                is: `is the same ${kind.to} as notify[${first}]`,
                allowed: "each recipient once, with all that it is told of in one about",
                alsoStack: [["notify", first]],
            },
        ];
    }),
);
