// What `--parameter` gives, what templates ask for, and what is still missing.
import { Refused } from "../../rehearsal/account/gateway";
import { allowed } from "../../rehearsal/cloudformation/parameters";
import type { Parameter } from "../../rehearsal/cloudformation/template";
import { UsageError } from "../command";
import type { ReadTemplate } from "./declared";
import { meant, type Problem } from "./problems";
import { GIVEN } from "./pseudo";

/** What these may be. */
const PLACES: Readonly<Record<string, RegExp>> = {
    "AWS::AccountId": /^\d{12}$/,
    "AWS::Region": /^[a-z]{2,3}(-[a-z]+)+-\d$/,
    "AWS::StackName": /^[A-Za-z][A-Za-z0-9-]{0,127}$/,
};

export type Given = ReadonlyMap<string, string>;

/** `NAME=VALUE` for every template that has it, `STACK:NAME=VALUE` for that stack's alone. */
export function givenIn(texts: readonly string[]): Given {
    const pairs = texts.map((text) => {
        const [, name, value] = /^([^=]+)=([^]*)$/.exec(text) ?? [];
        if (name === undefined || value === undefined)
            throw new UsageError(`--parameter ${text}: write --parameter NAME=VALUE`);
        if (name.startsWith("AWS::") && !GIVEN.includes(name))
            throw new UsageError(`--parameter ${name}: of these, ${GIVEN.join(", ")} can be set`);
        return [name, value] as const;
    });
    const wrong = pairs.find(([name, value]) => PLACES[name]?.test(value) === false);
    if (wrong) throw new UsageError(`--parameter ${wrong.join("=")}: that is none`);
    const twice = pairs.find(([name], at) => pairs.findIndex(([other]) => other === name) !== at);
    if (twice) throw new UsageError(`--parameter ${twice[0]} is given twice`);
    return new Map(pairs);
}

interface Settled {
    readonly values: Readonly<Record<string, string>>;
    readonly problems: readonly Problem[];
}

/** The parameters of one template: what is given, else the default. */
export function settled({ file, template }: ReadTemplate, given: Given): Settled {
    const problems: Problem[] = [];
    const values = Object.entries(template.parameters).flatMap(([name, parameter]) => {
        const path = ["Parameters", name];
        const at = { file: file.path, line: file.lineOf(path), path };
        const said = given.get(`${file.stack}:${name}`) ?? given.get(name);
        const value = said ?? (isStored(parameter) ? undefined : parameter.default);
        // What it is kept under is known; what is kept there, only the account knows.
        if (value === undefined && isStored(parameter) && !isUsed(name, file.document)) return [];
        if (value === undefined) {
            problems.push({
                ...at,
                says: lacking(name, parameter),
                fix: `--parameter ${name}=<${isStored(parameter) ? `what ${parameter.default ?? "it"} holds` : parameter.type}>`,
            });
            return [];
        }
        try {
            return [[name, allowed(name, value, parameter)] as const];
        } catch (error) {
            if (!(error instanceof Refused)) throw error;
            problems.push({ ...at, says: error.message, fix: `--parameter ${name}=<${allowedIn(parameter)}>` });
            return [];
        }
    });
    return { values: Object.fromEntries(values), problems };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html */
const isStored = ({ type }: Parameter): boolean => type.startsWith("AWS::SSM::Parameter::Value<");

/** Rules ask for some that nothing else does: of the bootstrapping of CDK, for one. */
function isUsed(name: string, { Resources, Outputs, Conditions }: ReadTemplate["file"]["document"]): boolean {
    const text = JSON.stringify([Resources, Outputs, Conditions]);
    return text.includes(`{"Ref":"${name}"}`) || text.includes(`\${${name}}`);
}

function lacking(name: string, parameter: Parameter): string {
    if (isStored(parameter))
        return `the parameter ${name} is read from SSM, ${parameter.default ?? ""}, which only your account knows; say what it holds`;
    return `the parameter ${name} has no default, so somebody has to say it`;
}

const allowedIn = ({ allowedValues, type }: Parameter): string => allowedValues?.join("|") ?? type;

/** Names that no template has. */
export function strange(given: Given, templates: readonly ReadTemplate[]): readonly Problem[] {
    const names = templates.flatMap(({ file, template }) =>
        Object.keys(template.parameters).flatMap((name) => [name, `${file.stack}:${name}`]),
    );
    const simple = [...new Set(names.filter((name) => !name.includes(":")))];
    return [...given.keys()]
        .filter((name) => !names.includes(name) && !GIVEN.includes(name))
        .map((name) => ({
            says: `--parameter ${name}: no template has this parameter${meant(name, simple)}`,
            fix: simple.length === 0 ? "they have none" : `there are ${simple.join(", ")}`,
        }));
}
