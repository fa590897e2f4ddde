// What a template has and a rehearsal has not: said by its name, with the reason why that matters.
import { arnIn, type Place } from "../../plan/arn";
import type { Json, PlannedResource } from "../../plan/document";
import { records } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { rehearsedActions } from "../../rehearsal/actions";
import type { Known } from "../../rehearsal/cloudformation/scope";
import type { TemplateFile } from "./file";
import { shown } from "./problems";

export interface Note {
    readonly file: Pick<TemplateFile, "path" | "lineOf">;
    readonly path: readonly string[];
    readonly logicalId: string;
    readonly type: string;
    readonly why: string;
}

/** Why it matters that one is not there; the first that fits. */
const REASONS: readonly (readonly [type: RegExp, why: string])[] = [
    [/^AWS::CDK::Metadata$/, "says which CDK wrote the template; left out, nothing runs by it"],
    [
        /^Custom::S3AutoDeleteObjects$/,
        "empties a bucket before its stack is deleted; left out, no stack is deleted here",
    ],
    [
        /^(Custom::.+|AWS::CloudFormation::CustomResource)$/,
        "is code that CloudFormation calls while it makes the stack; left out, and so is whatever it makes",
    ],
    [/^AWS::CloudFormation::Stack$/, "is a stack of a template of its own; left out: give that template as well"],
    [
        /^AWS::CloudFormation::(WaitCondition|WaitConditionHandle|Macro)$/,
        "only holds the making of the stack up; left out",
    ],
    [/^AWS::Serverless::/, "is made by a transform; left out"],
];
const DEFAULT = "is there under its name and does nothing: the rehearsal has nothing that acts as it";

export const leftOut = (type: string): string => REASONS.find(([pattern]) => pattern.test(type))?.[1] ?? DEFAULT;

/** What reads like several is a list, of which a template takes one. */
const LISTS = /(Addresses|Ids|Names|Blocks|Associations|Zones|Servers|Entries)$/;

/** Actions of a pipeline that no rehearsal runs: where one is reached, the run is red by that name. */
export function actionsLeft({ type, inputs }: PlannedResource): readonly string[] {
    if (type !== TYPE.pipeline) return [];
    return records(inputs["stages"]).flatMap((stage) =>
        records(stage["actions"])
            .filter(({ category, provider }) =>
                [`${String(category)} ${String(provider)}`, String(provider)].every(
                    (each) => !rehearsedActions.has(each),
                ),
            )
            .map(({ name, provider }) => `${String(stage["name"])}/${String(name)} by ${String(provider)}`),
    );
}

interface StandIn {
    /** What the plan has in its place; absent where it is left out. */
    readonly type?: string;
    readonly known: Known;
}

/** A name for `Ref`, and something for whatever attribute is asked for. */
export function standInFor(type: string, autoname: string, place: Place): StandIn {
    const [, service = "", kind = ""] = type.split("::");
    const isLeftOut = leftOut(type) !== DEFAULT;
    const attribute = (name: string): Json =>
        LISTS.test(name) ? [1, 2, 3].map((at) => `${autoname}.${name}${at}`) : single(name);
    const single = (name: string): Json =>
        /Arn$|ARN$/.test(name)
            ? arnIn(place, service.toLowerCase(), `${kind.toLowerCase()}/${autoname}`)
            : `${autoname}.${name}`;
    const attributes = new Proxy<Record<string, Json>>({}, { get: (_, name) => attribute(String(name)) });
    const known = { ref: autoname, attributes };
    // As Pulumi's other provider for AWS calls it, which takes every type of CloudFormation as it is.
    return isLeftOut ? { known } : { known, type: `aws-native:${service.toLowerCase()}:${kind}` };
}

/** A paragraph for people; nothing where everything is known. */
export function explainNotes(notes: readonly Note[]): string {
    if (notes.length === 0) return "";
    const lines = notes.map(({ file, path, logicalId, type, why }) => {
        const line = file.lineOf(path);
        return `  ${shown(file.path)}${line === undefined ? "" : `:${line}`}  ${logicalId} (${type}): ${why}`;
    });
    return ["Of these templates, this is not rehearsed:", ...lines, ""].join("\n");
}
