import { allHold } from "../conditions";
import type { RehearsedStep } from "./types";

export const condition: RehearsedStep = {
    type: "Condition",
    run({ given, say }) {
        const outcome = allHold(given["Conditions"] ?? []);
        say(`${JSON.stringify(given["Conditions"])} is ${String(outcome)}`);
        return { properties: { Outcome: outcome }, metadata: { Condition: { Outcome: outcome ? "True" : "False" } } };
    },
};
