// What a stage asks before it lets a run in: all rules of its condition, or the condition's result instead of the stage.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html
import { below, isRecord, records } from "../../plan/plans";
import { fillIn, type Namespaces } from "./variables";

export interface Condition {
    /** What becomes of a run that is not let in. */
    readonly result: string;
    readonly rules: readonly Rule[];
}

interface Rule {
    readonly name: string;
    readonly provider: string;
    readonly configuration: Readonly<Record<string, unknown>>;
}

export interface NotLetIn {
    readonly says: string;
    /** Whether the rehearsal knows what AWS would make of it. */
    readonly rehearsed: boolean;
}

/** Rules that may skip a stage; AWS takes no others for that. */
export const MAY_SKIP = ["LambdaInvoke", "VariableCheck"];

/** The condition before a stage, as the plan has it. */
export function conditionOf(stage: Readonly<Record<string, unknown>>): Condition | undefined {
    const { condition } = below(stage, "beforeEntry");
    if (!isRecord(condition)) return undefined;
    const rules = records(condition["rules"]).map(({ name, ruleTypeId, configuration }) => ({
        name: String(name),
        provider: String(below(ruleTypeId)["provider"]),
        configuration: below(configuration),
    }));
    return { result: String(condition["result"] ?? "FAIL"), rules };
}

/** What a stage asks for that is not rehearsed: conditions after it, and rules before it that only AWS can hold. */
export function unrehearsedIn(stage: Readonly<Record<string, unknown>>): readonly string[] {
    const after = ["onSuccess", "onFailure"].filter((when) => isRecord(stage[when]));
    const others = conditionOf(stage)?.rules.filter(({ provider }) => provider !== "VariableCheck") ?? [];
    return [
        ...after.map((when) => `${when} of the stage ${String(stage["name"])}${resultOf(stage, when)}`),
        ...others.map(
            ({ name, provider }) =>
                `rules of the provider ${provider} (${name}, before the stage ${String(stage["name"])})`,
        ),
    ];
}

function resultOf(stage: Readonly<Record<string, unknown>>, when: string): string {
    const { result } = below(stage, when);
    return typeof result === "string" ? ` (${result})` : "";
}

/** Why a run is not let in; nothing where every rule holds. */
export function entry({ rules, result }: Condition, known: Namespaces): NotLetIn | undefined {
    if (!["SKIP", "FAIL"].includes(result)) return unknown(`the result ${result} of a condition before a stage`);
    for (const { name, provider, configuration } of rules) {
        if (provider !== "VariableCheck") return unknown(`rules of the provider ${provider} (${name})`);
        const { Variable: variable = "", Operator: operator = "", Value: value = "" } = configuration;
        const holds = OPERATORS[String(operator)];
        if (!holds) return unknown(`the operator ${String(operator)} of ${name}`);
        try {
            const [found, wanted] = [variable, value].map((text) => fillIn(String(text), known)) as [string, string];
            if (!holds(found, wanted))
                return { says: `${name}: "${found}" ${String(operator)} "${wanted}" does not hold`, rehearsed: true };
        } catch (error) {
            // unverified: a rule whose variable was never given does not hold | fails as: the run fails at the stage instead of skipping it | settle: a pipeline with SKIP on a variable of an action in a skipped stage
            return { says: `${name}: ${(error as Error).message}`, rehearsed: true };
        }
    }
    return undefined;
}

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-VariableCheck.html */
const OPERATORS: Readonly<Record<string, (found: string, wanted: string) => boolean>> = {
    EQ: (found, wanted) => found === wanted,
    NE: (found, wanted) => found !== wanted,
    CONTAINS: (found, wanted) => found.includes(wanted),
    // unverified: a pattern has to match the whole value, as Java's Pattern.matches | fails as: a pattern for a part holds on AWS and not here | settle: a VariableCheck with MATCHES and a pattern for the beginning only
    MATCHES: (found, wanted) => new RegExp(`^(?:${wanted})$`, "s").test(found),
};

function unknown(what: string): NotLetIn {
    return { says: `not rehearsed: ${what}`, rehearsed: false };
}
