// What the resources of SageMaker have in common: names that CloudFormation makes up, ARNs in small letters, tags.
import { arnIn } from "../../../plan/arn";
import type { Context } from "../../../iam/evaluate";
import type { JsonObject } from "../../../plan/document";
import { records } from "../../../plan/plans";
import { chance } from "../stacks";
import type { ResourceSite } from "./types";

/** SageMaker writes ARNs in small letters, whatever a name is written in. */
export const sageMakerArn = ({ plan }: ResourceSite, type: string, name: string): string =>
    arnIn(plan, "sagemaker", `${type}/${name.toLowerCase()}`);

export const madeUpName = ({ logicalId }: ResourceSite): string => `${logicalId}-${chance()}`;

/** The name of what an ARN or `Ref` names, as it was given. */
export const nameIn = (attributes: Readonly<Record<string, unknown>>, attribute: string): string =>
    String(attributes[attribute]);

/** The tags of the template, and those of the stack that it does not set itself: CloudFormation hands them on. */
export function tagsOf(
    properties: JsonObject,
    { stack, logicalId, account }: ResourceSite,
): Readonly<Record<string, string>> {
    const own = records(properties["Tags"]).map(({ Key, Value }) => [String(Key), String(Value)] as const);
    const planned = account.plans.all.flatMap(({ resources }) => resources).find(({ id }) => id === stack.arn);
    const given = planned?.inputs["tags"];
    const handedOn = typeof given === "object" && given !== null ? Object.entries(given as Record<string, string>) : [];
    return Object.fromEntries([
        ...handedOn,
        ...own,
        ["aws:cloudformation:stack-name", stack.name],
        ["aws:cloudformation:logical-id", logicalId],
    ]);
}

/** What a request with these tags says of them; names of AWS's own do not count. */
export function requested(tags: Readonly<Record<string, string>>): Context {
    const named = Object.entries(tags).filter(([key]) => !key.startsWith("aws:"));
    return Object.fromEntries([
        ...named.map(([key, value]) => [`aws:RequestTag/${key}`, value]),
        ["aws:TagKeys", named.map(([key]) => key)],
    ]) as Context;
}

/** What IAM knows of a resource that has these tags. */
export function owned(tags: Readonly<Record<string, string>>): Context {
    return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
}

export const tagList = (tags: Readonly<Record<string, string>>): JsonObject[] =>
    Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
