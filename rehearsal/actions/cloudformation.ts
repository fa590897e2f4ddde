import type { JsonObject } from "../../plan/document";
import { isRecord, parsed, records, text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { NotRehearsed, Refused } from "../account/gateway";
import { rehearsedTypes } from "../cloudformation/resources";
import { BrokenZip, listZip, readZipFile } from "../jobs/zip";
import type { ActionContext, ActionResult, ActionRun, RehearsedAction } from "./types";

export const cloudFormation: RehearsedAction = {
    provider: "CloudFormation",
    fidelity: {
        executed:
            "ActionMode CREATE_UPDATE of a stack that Pulumi made: parameters, conditions, functions, dependencies, replacement, retention, and the way back",
        evaluated: "the action's role, iam:PassRole on the stack's role, that role at each step",
        stoodIn: "minutes of AWS, by a faster clock",
        notRehearsed: `change sets, other resources than ${rehearsedTypes.join(", ")}, transforms, nested stacks, exports; NotAction, NotResource and other conditions in a stack's policy`,
        source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html",
    },
    async run(run, use) {
        const {
            ActionMode: mode = "",
            StackName: name = "",
            TemplatePath: path = "",
            RoleArn: role,
        } = run.configuration;
        if (mode !== "CREATE_UPDATE")
            throw new NotRehearsed(`ActionMode ${mode} of CloudFormation; there is CREATE_UPDATE`);
        for (const option of ["ParameterOverrides", "OutputFileName", "StackSetName", "ChangeSetName"])
            if (run.configuration[option] !== undefined) throw new NotRehearsed(`${option} of CloudFormation`);
        const template = fileAt(run, use, path);
        const settings = settingsOf(run, use);
        const on = arnOf(run, name);
        const { by } = run;
        await use.gateway.call({ by, action: "cloudformation:DescribeStacks", on, input: {} });
        use.gateway.ask({ by, action: "cloudformation:ValidateTemplate", on: "*" });
        const Parameters = Object.entries(settings).map(([ParameterKey, ParameterValue]) => ({
            ParameterKey,
            ParameterValue,
        }));
        const input = {
            TemplateBody: template,
            Parameters,
            ...(role === undefined ? {} : { RoleARN: role }),
            action: run.id,
        };
        try {
            await use.gateway.call({ by, action: "cloudformation:UpdateStack", on, input });
        } catch (error) {
            // As users of CodePipeline see it: what changes nothing is no failure.
            if (!(error instanceof Refused) || error.message !== "No updates are to be performed.") throw error;
            use.say(error.message);
            return { ok: true };
        }
        const late = new Promise<never>((_, reject) =>
            use.signal.addEventListener("abort", () => reject(use.signal.reason as Error), { once: true }),
        );
        const done = use.gateway.call({ by, action: "cloudformation:DescribeStacks", on, input: { wait: true } });
        return ended(await Promise.race([done, late]), run, use, on);
    },
};

async function ended(
    answer: unknown,
    { by }: ActionRun,
    { gateway, say }: ActionContext,
    on: string,
): Promise<ActionResult> {
    const [stack = {}] = records(isRecord(answer) ? answer["Stacks"] : []);
    const { StackStatus: status, StackStatusReason: reason, Outputs: outputs } = stack;
    say(`stack is ${String(status)}`);
    const variables = Object.fromEntries(
        records(outputs).map(({ OutputKey: key, OutputValue: value }) => [String(key), String(value)]),
    );
    if (status === "UPDATE_COMPLETE" || status === "CREATE_COMPLETE") return { ok: true, variables };
    await gateway.call({ by, action: "cloudformation:DescribeStackEvents", on, input: {} });
    return { ok: false, why: `The stack is ${String(status)}: ${String(reason ?? "CloudFormation gives no reason")}` };
}

/** By the stack that Pulumi made: another one would be made here, and nothing that is rehearsed would delete it. */
function arnOf({ at }: ActionRun, name: string): string {
    const found = at.plans.find(TYPE.stack, (resource) => text(resource, "name") === name);
    if (found?.resource.id === undefined) throw new NotRehearsed(`the stack ${name}, which no plan makes`);
    return found.resource.id;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html */
function settingsOf(run: ActionRun, use: ActionContext): Readonly<Record<string, string>> {
    const path = run.configuration["TemplateConfiguration"];
    if (path === undefined) return {};
    const found = parsed(fileAt(run, use, path));
    if (!isRecord(found)) throw invalid(`the template configuration ${path} is no JSON object`);
    const strange = Object.keys(found).find((key) => key !== "Parameters");
    if (strange !== undefined) throw new NotRehearsed(`${strange} of a template configuration`);
    const parameters = (found as JsonObject)["Parameters"] ?? {};
    if (!isRecord(parameters) || Object.values(parameters).some((value) => typeof value !== "string"))
        throw invalid(`Parameters of the template configuration ${path} must be texts`);
    return parameters as Record<string, string>;
}

/** `Artifact::path/in/it`. */
function fileAt({ inputs }: ActionRun, { blobs }: ActionContext, named: string): string {
    const [artifact = "", path = ""] = named.split("::");
    const digest = inputs[artifact];
    if (digest === undefined || path === "")
        throw invalid(
            `${named} names no file of an input artifact; there are ${Object.keys(inputs).join(", ") || "none"}`,
        );
    try {
        const zip = blobs.get(digest);
        const bytes = readZipFile(zip, path);
        if (bytes) return bytes.toString("utf8");
        throw invalid(
            `File [${path}] does not exist in artifact [${artifact}]; it has ${listZip(zip)
                .map(({ name }) => name)
                .slice(0, 10)
                .join(", ")}`,
        );
    } catch (error) {
        throw error instanceof BrokenZip ? invalid(error.message) : error;
    }
}

/** The first words as CodePipeline has them. */
function invalid(why: string): Error {
    return new Error(`Invalid action configuration: ${why}`);
}
