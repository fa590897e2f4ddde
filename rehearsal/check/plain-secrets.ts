// Variables of a plan that look like secrets: whoever may read the plan, the state or the console reads them as well.
import { isRecord, parsed, type Plan, texts } from "../../plan/plans";
import { secretLike } from "../../text/secret-like";
import type { Finding } from "./findings";

/** What AWS calls lists of variables, and maps of them: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KeyValuePair.html */
const LISTS = ["environment", "environmentVariables"];
const MAPS = ["environment", "variables"];

interface Variable {
    readonly name: string;
    readonly value: string;
}

export function plainSecrets(plan: Plan): readonly Finding[] {
    return plan.resources.flatMap(({ name, inputs }) =>
        variablesIn(inputs, "").flatMap((variable) => {
            const what = secretLike(variable.name, variable.value);
            if (what === undefined) return [];
            const says = `the variable ${variable.name} looks like ${what}, and is plain text`;
            const fix = "hand on the ARN of a secret instead, as a secret of the task or a variable of that type";
            return [{ level: "look", file: `${name} in the plan of ${plan.stack}`, says, fix } satisfies Finding];
        }),
    );
}

/** At any depth, and in documents that are texts. */
function variablesIn(value: unknown, under: string): readonly Variable[] {
    if (typeof value === "string") return /^\s*[[{]/.test(value) ? variablesIn(parsed(value), under) : [];
    if (Array.isArray(value))
        return value.flatMap((item: unknown) =>
            LISTS.includes(under) ? (variableOf(item) ?? variablesIn(item, "")) : variablesIn(item, ""),
        );
    if (!isRecord(value)) return [];
    return Object.entries(value).flatMap(([key, inner]) =>
        MAPS.includes(under) && typeof inner === "string" ? [{ name: key, value: inner }] : variablesIn(inner, key),
    );
}

/** `PLAINTEXT` is what CodeBuild takes where nothing is said; the others name where a secret lies. */
function variableOf(item: unknown): readonly Variable[] | undefined {
    if (!isRecord(item) || typeof item["name"] !== "string") return undefined;
    const [value] = texts(item["value"]);
    const isPlain = (item["type"] ?? "PLAINTEXT") === "PLAINTEXT";
    return value !== undefined && isPlain ? [{ name: item["name"], value }] : [];
}
