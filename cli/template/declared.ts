// The sections of a template, read member by member, so that one mistake does not hide the next.
import type { Json, JsonObject } from "../../plan/document";
import { isRecord } from "../../plan/plans";
import { Refused } from "../../rehearsal/account/gateway";
import {
    declaredOf,
    entryOf,
    mapOf,
    outputOf,
    parameterOf,
    refuseStrange,
    type Template,
} from "../../rehearsal/cloudformation/template";
import type { TemplateFile } from "./file";
import type { Problem } from "./problems";

export interface ReadTemplate {
    readonly file: TemplateFile;
    readonly template: Template;
    readonly problems: readonly Problem[];
}

export function readDeclared(file: TemplateFile): ReadTemplate {
    const { document } = file;
    const problems: Problem[] = [];
    const attempt = <Made>(path: readonly string[], make: () => Made): Made | undefined => {
        try {
            return make();
        } catch (error) {
            if (!(error instanceof Refused)) throw error;
            problems.push({ file: file.path, line: file.lineOf(path), path, says: error.message });
            return undefined;
        }
    };
    const section = (name: string): JsonObject => attempt([name], () => mapOf(document, name)) ?? {};
    const each = <Made>(name: string, make: (value: JsonObject, of: string) => Made): Readonly<Record<string, Made>> =>
        Object.fromEntries(
            Object.entries(section(name)).flatMap(([of, value]: [string, Json]) => {
                const made = attempt([name, of], () => make(entryOf(value, of), of));
                return made === undefined ? [] : [[of, made] as const];
            }),
        );
    for (const name of Object.keys(document)) attempt([name], () => refuseStrange(name));
    if (document["Transform"] !== undefined) problems.push(transformed(file));
    const template = {
        parameters: each("Parameters", parameterOf),
        mappings: section("Mappings"),
        conditions: section("Conditions"),
        resources: each("Resources", declaredOf),
        outputs: each("Outputs", outputOf),
    };
    return { file, template, problems };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-reference.html */
function transformed({ path, document, lineOf }: TemplateFile): Problem {
    const named = [document["Transform"]].flat().map((each) => (isRecord(each) ? String(each["Name"]) : String(each)));
    return {
        file: path,
        line: lineOf(["Transform"]),
        path: ["Transform"],
        says: `${named.join(" and ")}: only CloudFormation carries out a transform; give the template as it is afterwards`,
        fix: "aws cloudformation get-template --template-stage Processed --query TemplateBody --stack-name <stack>",
    };
}
