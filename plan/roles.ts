// Roles in short: who becomes them and what they may do, by the names that the program gave.
import { kindOf, type PlannedResource } from "./document";
import { records, texts, type Plans } from "./plans";
import { principalsOf, statementsOf } from "./policies";
import { TYPE } from "./tokens";

export interface Role {
    readonly name: string;
    /** Who may become it. */
    readonly by: string;
    readonly permissions: readonly Permission[];
    /** Policies that it has, and whose statements no plan holds: AWS's own, for one. */
    readonly besides: readonly string[];
}
/** A statement in short: what it is on by the names that the program gave. */
export interface Permission {
    readonly effect: string;
    readonly actions: readonly string[];
    readonly on: readonly string[];
}

/** A role, and every policy that it has: its own, those that stand on it by themselves, those that are attached. */
export function roleOf(plans: Plans, role: PlannedResource): Role {
    const isIt = (named: unknown): boolean => named === role.id || named === role.outputs["name"];
    const standing = plans.ofType(TYPE.rolePolicy).filter(({ resource }) => isIt(resource.inputs["role"]));
    const attached = [TYPE.rolePolicyAttachment, TYPE.policyAttachment]
        .flatMap((type) => plans.ofType(type))
        .filter(({ resource: { inputs } }) => isIt(inputs["role"]) || texts(inputs["roles"]).some(isIt))
        .flatMap(({ resource }) => texts(resource.inputs["policyArn"]));
    const named = [...texts(role.inputs["managedPolicyArns"]), ...attached];
    const documents = [
        ...standing.map(({ resource }) => resource.inputs["policy"]),
        ...records(role.inputs["inlinePolicies"]).map(({ policy }) => policy),
        ...named.map((arn) => plans.at(arn)?.resource.inputs["policy"]),
    ];
    const statements = documents.flatMap(statementsOf);
    return {
        name: role.name,
        by: principalsOf(statementsOf(role.inputs["assumeRolePolicy"]))
            .map((each) => each.replace(/\.amazonaws\.com$/, ""))
            .map((each) => SERVICES[each] ?? shortOf(plans, each))
            .join(", "),
        permissions: statements.map(({ Effect, Action, NotAction, Resource, NotResource }) => ({
            effect: String(Effect),
            actions: texts(Action ?? NotAction),
            on: texts(Resource ?? NotResource).map((each) => shortOf(plans, each)),
        })),
        besides: named.filter((arn) => !plans.at(arn)).map((arn) => arn.slice(arn.lastIndexOf("/") + 1)),
    };
}

/** An ARN as the program calls the thing; what the plan does not make keeps the part a reader knows it by. */
function shortOf(plans: Plans, arn: string): string {
    for (let end = arn.length; end > 0; end = Math.max(arn.lastIndexOf("/", end - 1), arn.lastIndexOf(":", end - 1))) {
        const known = plans.at(arn.slice(0, end))?.resource;
        if (known) return `${WORDS[kindOf(known)] ?? kindOf(known).toLowerCase()} ${known.name}${arn.slice(end)}`;
    }
    const parts = arn.split(":");
    return parts.length > 5 ? parts.slice(5).join(":") : arn;
}

/** Services as people write them, where IAM does not. */
const SERVICES: Readonly<Record<string, string>> = {
    codebuild: "CodeBuild",
    codedeploy: "CodeDeploy",
    codepipeline: "CodePipeline",
    "ecs-tasks": "ECS tasks",
    events: "EventBridge",
};

/** Types of resources, where a reader would say another word. */
const WORDS: Readonly<Record<string, string>> = {
    BucketObjectv2: "file",
    LogGroup: "log",
    MetricAlarm: "alarm",
    DeploymentGroup: "deployment group",
};
