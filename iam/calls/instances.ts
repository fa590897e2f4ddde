// What runs on a virtual machine calls under the machine's role, before the application has a word: Systems Manager's
// agent, and CodeDeploy's, which fetches the revision.
import { arnIn, s3ArnIn } from "../../plan/arn";
import { isGroup } from "../../plan/deployment-groups";
import { everyAction, type ActionAt } from "../../plan/pipelines";
import {
    below,
    isRecord,
    parsed,
    records,
    text,
    texts,
    type Plan,
    type PlannedResource,
    type Plans,
} from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { asks, assumes, type Caller } from "../asking";
import { artifactKey, artifactObject, imageRepositoriesOf, opens, PARAMETER, readsObjects } from "./stores";
import type { Row } from "./types";

const SYSTEMS_MANAGER = "https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html";
const PROFILE =
    "https://docs.aws.amazon.com/codedeploy/latest/userguide/getting-started-create-iam-instance-profile.html";

const LOGS =
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/create-iam-roles-for-cloudwatch-agent.html";
const PASSWORD = "components/targets/machines/logins";
const PULLS = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html#image-pull-iam";

/** A machine, and what may be deployed to it. */
export interface InstanceAt {
    readonly plans: Plans;
    readonly plan: Plan;
    /** ARNs of objects. */
    readonly revisions: readonly string[];
    /** The key that they are encrypted with. */
    readonly key?: string;
    /** ARNs of the repositories that its hooks pull from. */
    readonly repositories?: readonly string[];
    /** Names of the log groups that its user data names. */
    readonly logs?: readonly string[];
    /** Whether its user data installs CodeDeploy's agent. @default true */
    readonly installs?: boolean;
    /** ARNs of parameters that its hooks log in with. */
    readonly passwords?: readonly string[];
}

const anything = () => ["*"];
const itself = (at: InstanceAt) => [arnIn(at.plan, "ec2", "instance/i-0123456789abcdef0")];

/** Without these it is no managed node, and no command reaches it. */
export const MANAGED: readonly Row<InstanceAt>[] = [
    { action: "ssm:UpdateInstanceInformation", on: itself, source: SYSTEMS_MANAGER },
    ...["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"].map((channel) => ({
        action: `ssmmessages:${channel}`,
        on: anything,
        source: SYSTEMS_MANAGER,
    })),
];

const installers = (at: InstanceAt) =>
    at.installs === false ? [] : [s3ArnIn(at.plan, `aws-codedeploy-${at.plan.region}/latest/install`)];
const streams = (at: InstanceAt) =>
    (at.logs ?? []).map((group) => arnIn(at.plan, "logs", `log-group:${group}:log-stream:i-0123456789abcdef0/agent`));

/** What user data installs and sends, and what hooks fetch. */
export const ON_MACHINES: readonly Row<InstanceAt>[] = [
    ...["s3:GetObject", "s3:GetObjectVersion"].map((action) => ({ action, on: installers, source: PROFILE })),
    ...["logs:CreateLogStream", "logs:PutLogEvents"].map((action) => ({ action, on: streams, source: LOGS })),
    { action: "ssm:GetParameter", on: (at) => at.passwords ?? [], source: PASSWORD },
    opens<InstanceAt>(PARAMETER, (at) => at.passwords ?? []),
    {
        action: "ecr:GetAuthorizationToken",
        on: (at) => (at.repositories?.length ? ["*"] : []),
        source: PULLS,
    },
    ...["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"].map((action) => ({
        action,
        on: (at: InstanceAt) => at.repositories ?? [],
        source: PULLS,
    })),
];

/** The agent asks for the version that it is told, where it is told one. */
export const REVISION: readonly Row<InstanceAt>[] = [
    { action: "s3:GetObjectVersion", on: (at) => at.revisions, source: PROFILE },
    ...readsObjects<InstanceAt>(
        (at) => at.revisions,
        (at) => at.key,
        PROFILE,
    ),
];

/** Machines, by the deployment groups that find them. */
export const machines: Caller = {
    of: "the agents on a virtual machine",
    asks: (plans) =>
        profilesOf(plans).flatMap(({ plan, role, name, runs }) => {
            const at = {
                plans,
                plan,
                revisions: [],
                repositories: imageRepositoriesOf(plans, plan, runs.name),
                logs: logsOf(plan, runs),
                passwords: passwordsOf(plan, runs.name),
                installs: userDataOf(plan, runs).includes("//aws-codedeploy-"),
            };
            const actions = everyAction(plans).filter((each) => each.plan === plan && deploysTo(each, runs));
            return [
                assumes(plan, "ec2.amazonaws.com", role, itself(at)[0] ?? ""),
                ...asks(`machines of ${name} (Systems Manager)`, role, MANAGED, at),
                ...asks(`machines of ${name} (user data and hooks)`, role, ON_MACHINES, at),
                ...actions.flatMap(({ pipeline, action }) =>
                    asks(`machines of ${name} (CodeDeploy's agent)`, role, REVISION, {
                        ...at,
                        revisions: action.inputArtifacts.map((artifact) => artifactObject(pipeline, artifact)),
                        key: artifactKey(plans, pipeline),
                    }),
                ),
            ];
        }),
};

interface Machines {
    readonly plan: Plan;
    readonly role: string;
    readonly name: string;
    /** The instance, or the Auto Scaling group. */
    readonly runs: PlannedResource;
}

/** Every machine with a role, where it is. */
export function everyMachine(plans: Plans): readonly (InstanceAt & Omit<Machines, "plan">)[] {
    return profilesOf(plans).map((machine) => ({ plans, revisions: [], ...machine }));
}

/** Every instance and Auto Scaling group whose machines have a role. */
function profilesOf(plans: Plans): readonly Machines[] {
    return [...plans.ofType(TYPE.instance), ...plans.ofType(TYPE.autoScalingGroup)].flatMap(({ plan, resource }) => {
        const role = roleOf(plan, profileOf(plan, resource));
        return role === undefined ? [] : [{ plan, role, name: resource.name, runs: resource }];
    });
}

function profileOf({ resources }: Plan, { type, inputs }: PlannedResource): unknown {
    if (type === TYPE.instance && inputs["iamInstanceProfile"] !== undefined) return inputs["iamInstanceProfile"];
    const profile = templateOf({ resources }, { inputs })?.inputs["iamInstanceProfile"];
    return isRecord(profile) ? (profile["arn"] ?? profile["name"]) : undefined;
}

function templateOf(
    { resources }: Pick<Plan, "resources">,
    { inputs }: Pick<PlannedResource, "inputs">,
): PlannedResource | undefined {
    const wanted = inputs["launchTemplate"];
    if (!isRecord(wanted)) return undefined;
    return resources.find(
        (each) =>
            each.type === TYPE.launchTemplate && (each.id === wanted["id"] || text(each, "name") === wanted["name"]),
    );
}

/** The ARN of the role in a profile, which goes by its name or its own ARN. */
export function roleOf({ resources }: Plan, profile: unknown): string | undefined {
    const found = resources.find(
        (each) =>
            each.type === TYPE.instanceProfile &&
            typeof profile === "string" &&
            [text(each, "arn"), text(each, "name"), each.id].includes(profile),
    );
    const named = found === undefined ? "" : text(found, "role");
    const role = resources.find(
        (each) => each.type === TYPE.role && [text(each, "arn"), text(each, "name")].includes(named),
    );
    return role && text(role, "arn");
}

/** Parameters that a line's blueprint names for its hooks. */
function passwordsOf(plan: Plan, line: string): readonly string[] {
    return plan.resources
        .filter(({ type, name }) => type === TYPE.bucketObject && name === `${line}-blueprint`)
        .map(({ inputs }) => parsed(inputs["content"]))
        .flatMap((blueprint) => (isRecord(blueprint) ? texts(below(blueprint, "login")["PASSWORD_PARAMETER"]) : []))
        .map((parameter) => arnIn(plan, "ssm", `parameter${parameter}`));
}

/** As its template has it, or it itself. */
export function userDataOf(plan: Plan, runs: PlannedResource): string {
    return Buffer.from(text(templateOf(plan, runs) ?? runs, "userData"), "base64").toString();
}

/** Log groups of the plan that the user data of a machine names. */
function logsOf(plan: Plan, runs: PlannedResource): readonly string[] {
    const read = userDataOf(plan, runs);
    return plan.resources
        .filter(({ type }) => type === TYPE.logGroup)
        .map((group) => text(group, "name"))
        .filter((name) => name !== "" && read.includes(`'${name}'`));
}

/** Whether the group of an action finds machines of this instance or Auto Scaling group. */
function deploysTo({ plan, action: { provider, configuration } }: ActionAt, runs: PlannedResource): boolean {
    if (provider !== "CodeDeploy") return false;
    const { ApplicationName: application = "", DeploymentGroupName: name = "" } = configuration;
    const group = plan.resources.find((each) => each.type === TYPE.deploymentGroup && isGroup(each, application, name));
    if (!group) return false;
    const tagged = records(group.inputs["ec2TagSets"]).length + records(group.inputs["ec2TagFilters"]).length > 0;
    return runs.type === TYPE.instance ? tagged : texts(group.inputs["autoscalingGroups"]).includes(text(runs, "name"));
}
