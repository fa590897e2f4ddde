// CloudFormation's API, as pipelines and jobs use it, and the first step of a stack that Pulumi makes.
import { asJson } from "../engine/journal";
import type { Json, JsonObject } from "../../plan/document";
import { isRecord, type Planned, records, text } from "../../plan/plans";
import { Refused, type Service } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { StackChange } from "./change";
import { allowed } from "./parameters";
import { type Pending, type Stack, Stacks } from "./stacks";
import { invalid, readTemplate } from "./template";

const inputOf = (input: Json | undefined): JsonObject => (isRecord(input) ? input : {});

/** Changes of stacks that go on in this process, by the stack's ARN. */
const working = new WeakMap<LocalAccount, Map<string, Promise<void>>>();

/** `pulumi up` makes a stack, and waits for it. */
export async function createStack(account: LocalAccount, { resource }: Planned): Promise<void> {
    const arn = resource.id ?? "";
    const body = text(resource, "templateBody");
    if (body === "")
        throw invalid(`the stack ${resource.name} has no templateBody; templates at a URL are not rehearsed`);
    const role = text(resource, "iamRoleArn");
    if (role === "")
        throw invalid(`the stack ${resource.name} has no iamRoleArn: whoever runs \`pulumi up\` is nobody here`);
    const { status } = account.part(Stacks).find(arn);
    if (status === "CREATE_COMPLETE" || status.startsWith("UPDATE_")) return;
    const given = resource.inputs["parameters"];
    const parameters = parametersOf(
        body,
        Object.fromEntries(Object.entries(isRecord(given) ? given : {}).map(([key, value]) => [key, String(value)])),
    );
    account.assume("cloudformation.amazonaws.com", role, arn);
    const change = new StackChange(account, arn, body, parameters, role);
    change.check();
    account.part(Stacks).begin(arn, "CREATE_IN_PROGRESS", { template: body, parameters, role });
    await change.run("CREATE");
    const after = account.part(Stacks).find(arn);
    if (after.status !== "CREATE_COMPLETE") throw new Refused("ResourceNotReady", after.reason ?? after.status);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html */
const updateStack: Service = ({ by, on, input }, account) => {
    const { TemplateBody: body, Parameters: given, RoleARN: named, action } = inputOf(input);
    const stacks = account.part(Stacks);
    const stack = stacks.find(on);
    const { arn, status, planned, pending } = stack;
    // An action that asks again after a restart: what it had asked for goes on.
    if (typeof action === "string" && pending?.action === action) return { StackId: arn };
    if (!/_COMPLETE$/.test(status) || status === "ROLLBACK_COMPLETE")
        throw invalid(`Stack:${arn} is in ${status} state and can not be updated.`);
    const role = typeof named === "string" ? named : text(planned.resource, "iamRoleArn");
    if (typeof named === "string")
        account.gateway.ask({
            by,
            action: "iam:PassRole",
            on: named,
            context: { "iam:PassedToService": "cloudformation.amazonaws.com" },
        });
    account.assume("cloudformation.amazonaws.com", role, arn);
    const template = String(body);
    const values = Object.fromEntries(
        records(given).map(({ ParameterKey: key, ParameterValue: value }) => [String(key), String(value)]),
    );
    const parameters = parametersOf(template, values);
    const change = new StackChange(account, arn, template, parameters, role);
    if (!change.check()) throw invalid("No updates are to be performed.");
    stacks.begin(arn, "UPDATE_IN_PROGRESS", {
        template,
        parameters,
        role,
        ...(typeof action === "string" ? { action } : {}),
    });
    goOn(account, arn, change, "UPDATE");
    return { StackId: arn };
};

function goOn(account: LocalAccount, arn: string, change: StackChange, how: "CREATE" | "UPDATE"): void {
    const all = working.get(account) ?? new Map<string, Promise<void>>();
    working.set(account, all);
    const { status, reason = "" } = account.part(Stacks).find(arn);
    const going = status.includes("ROLLBACK") ? change.goBack(how, reason) : change.run(how);
    const done = going.finally(() => all.delete(arn));
    all.set(arn, done);
    account.work(done);
}

/** After a restart: what a change had reached is passed over, and the rest is done. */
export function resumeStacks(account: LocalAccount): void {
    for (const { arn, status, pending } of account.part(Stacks).all) {
        if (!pending || !status.endsWith("_IN_PROGRESS")) continue;
        goOn(account, arn, changeOf(account, arn, pending), status.startsWith("CREATE") ? "CREATE" : "UPDATE");
    }
}

function changeOf(account: LocalAccount, arn: string, { template, parameters, role }: Pending): StackChange {
    return new StackChange(account, arn, template, parameters, role);
}

/** What was given, or else the default; throws where one lacks, is too many, or may not be so. */
function parametersOf(template: string, given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const { parameters } = readTemplate(template);
    const strange = Object.keys(given).filter((name) => !(name in parameters));
    if (strange.length > 0) throw invalid(`Parameters: [${strange.join(", ")}] do not exist in the template`);
    const lacking = Object.entries(parameters).filter(
        ([name, { default: otherwise }]) => given[name] === undefined && otherwise === undefined,
    );
    if (lacking.length > 0) throw invalid(`Parameters: [${lacking.map(([name]) => name).join(", ")}] must have values`);
    return Object.fromEntries(
        Object.entries(parameters).map(([name, parameter]) => [
            name,
            allowed(name, given[name] ?? parameter.default ?? "", parameter),
        ]),
    );
}

/** With `wait`, once nothing changes the stack any more. */
const describeStacks: Service = async ({ on, input }, account) => {
    const { arn } = account.part(Stacks).find(on);
    if (inputOf(input)["wait"] === true) await working.get(account)?.get(arn);
    return { Stacks: [shown(account.part(Stacks).find(on))] };
};

function shown({ arn, name, status, reason, parameters, outputs, planned }: Stack): JsonObject {
    return asJson({
        StackId: arn,
        StackName: name,
        StackStatus: status,
        StackStatusReason: reason,
        RoleARN: text(planned.resource, "iamRoleArn"),
        Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
            ParameterKey,
            ParameterValue,
        })),
        Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    });
}

/** The newest first. */
const describeEvents: Service = ({ on }, account) => {
    const { arn, name, events } = account.part(Stacks).find(on);
    return {
        StackEvents: [...events].reverse().map(({ logicalId, type, physicalId, status, reason, at }) =>
            asJson({
                StackId: arn,
                StackName: name,
                LogicalResourceId: logicalId,
                PhysicalResourceId: physicalId,
                ResourceType: type,
                ResourceStatus: status,
                ResourceStatusReason: reason,
                Timestamp: new Date(at).toISOString(),
            }),
        ),
    };
};

export const stackServices: ReadonlyMap<string, Service> = new Map([
    ["cloudformation:UpdateStack", updateStack],
    ["cloudformation:DescribeStacks", describeStacks],
    ["cloudformation:DescribeStackEvents", describeEvents],
]);
