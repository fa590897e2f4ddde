// Every policy of a set of plans, found where AWS would find it.
import { arnIn, s3ArnIn } from "../plan/arn";
import { text, type Planned, type Plans } from "../plan/plans";
import { statementsOf, type Statement } from "../plan/policies";
import { policiesOfRoles } from "./role-policies";
import { TYPE } from "../plan/tokens";

export interface Policy {
    /** For the reader of a failure: the resource, and which of its policies. */
    readonly says: string;
    readonly kind: "identity" | "boundary" | "trust" | "resource";
    /** The role it belongs to, or what it guards, as ARN; `logs:<account>` where it guards all log groups. */
    readonly holder: string;
    readonly statements: readonly Statement[];
}

/** Which input of a resource is the policy of what: the resource itself, or another one it names. */
const GUARDS: Readonly<
    Record<string, { readonly policy: string; readonly of: (at: Planned, plans: Plans) => string }>
> = {
    [TYPE.key]: { policy: "policy", of: ({ resource }) => text(resource, "arn") },
    [TYPE.bucketPolicy]: {
        policy: "policy",
        of: ({ plan, resource }) => s3ArnIn(plan, text(resource, "bucket")),
    },
    [TYPE.topicPolicy]: { policy: "policy", of: ({ resource }) => text(resource, "arn") },
    [TYPE.queuePolicy]: {
        policy: "policy",
        of: ({ resource }, plans) => {
            const url = text(resource, "queueUrl");
            const found = plans.find(TYPE.queue, (made) => made.id === url || text(made, "url") === url);
            return found ? text(found.resource, "arn") : url;
        },
    },
    [TYPE.eventBusPolicy]: {
        policy: "policy",
        of: ({ resource }, plans) => {
            const bus = text(resource, "eventBusName");
            const found = plans.find(TYPE.eventBus, (made) => text(made, "name") === bus);
            return found ? text(found.resource, "arn") : bus;
        },
    },
    [TYPE.repositoryPolicy]: {
        policy: "policy",
        of: ({ resource }, plans) => {
            const name = text(resource, "repository");
            const found = plans.find(TYPE.imageRepository, (made) => text(made, "name") === name);
            return found ? text(found.resource, "arn") : name;
        },
    },
};

export function policiesOf(plans: Plans): readonly Policy[] {
    const guards = Object.entries(GUARDS).flatMap(([type, { policy, of }]) =>
        plans.ofType(type).map((at) => ({
            says: `the ${type.split(":").pop()} of ${at.resource.name}`,
            kind: "resource" as const,
            holder: of(at, plans),
            statements: statementsOf(at.resource.inputs[policy]),
        })),
    );
    const logs = plans.ofType(TYPE.logResourcePolicy).map(({ plan, resource }) => ({
        says: `the LogResourcePolicy ${resource.name}`,
        kind: "resource" as const,
        holder: `logs:${plan.account}`,
        statements: statementsOf(resource.inputs["policyDocument"]),
    }));
    return [...policiesOfRoles(plans), ...guards, ...logs, ...plans.ofType(TYPE.functionPermission).map(permissionOf)];
}

/** What AddPermission writes into a function's policy: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
function permissionOf({ plan, resource }: Planned): Policy {
    const named = text(resource, "function");
    const holder = named.startsWith("arn:") ? named : arnIn(plan, "lambda", `function:${named}`);
    const source = text(resource, "sourceArn");
    return {
        says: `the Permission ${resource.name}`,
        kind: "resource",
        holder,
        statements: [
            {
                Effect: "Allow",
                Principal: { Service: text(resource, "principal") },
                Action: text(resource, "action"),
                Resource: holder,
                ...(source === "" ? {} : { Condition: { ArnLike: { "AWS:SourceArn": source } } }),
            },
        ],
    };
}
