import { movedBy } from "../../../iam/calls/ecs-deployments";
import { callsOf } from "../../../iam/calls/codebuild";
import type { ServedAt } from "../../../iam/calls/types";
import { isGroup } from "../../../plan/deployment-groups";
import { everyAction, everyJob } from "../../../plan/pipelines";
import { isRecord, type Plan, type PlannedResource, type Plans, records, text, texts } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import type { Fact } from "../../engine/journal";
import { Log } from "../../screen/log";
import type { AnswerShown, InstancesShown, RunningShown } from "../../screen/model";
import { brief } from "../../screen/screen";
import { pairOf } from "../../screen/story/planned";
import { whyOf } from "../../screen/story/runs";
import { unanswered } from "../shown";
import type { OtherHistories, TargetHistory } from "../types";
import { crashed, type MayCrash } from "./crashes";

/** A service of a plan, and its tasks. */
interface Service {
    readonly arn: string;
    readonly name: string;
    readonly stack: string;
    readonly targetGroups: readonly string[];
    /** Where people reach it. */
    readonly listener?: string;
    /** What shares out its traffic: that listener, or the rule of it. */
    readonly shared?: string;
    /** Where tests reach what is not live yet: listeners, and rules of them. */
    readonly otherListeners: readonly string[];
    /** Whether anybody sends it requests. */
    readonly isAsked: boolean;
    /** Whether a pipeline of these plans deploys to it. */
    readonly isDeployed: boolean;
    readonly tasks: Task[];
    /** How many tasks there were at the hours of its schedule. */
    readonly hours: { readonly hour: string; readonly at: string; readonly count: string }[];
    answered?: AnswerShown;
    /** How many tasks there are to be. */
    wanted?: number;
}

interface Task extends MayCrash {
    /** Whether it ever said so. */
    wasWell?: boolean;
    readonly targetGroup?: string;
    /** Of its image, also where that was named by a tag. */
    readonly digest?: string;
}

/** What services run, and what they answer. */
export class EcsHistory implements TargetHistory {
    private readonly services: readonly Service[];
    private readonly tasks = new Map<string, Task>();

    constructor(
        private readonly plans: Plans,
        private readonly others: OtherHistories,
    ) {
        this.services = plans
            .ofType(TYPE.service)
            .map(({ plan, resource }) => serviceOf({ plans, plan, resource }, deployedServices(plans)));
    }

    public apply({ kind, about, at, data }: Fact): void {
        const task = this.tasks.get(about);
        switch (kind) {
            case "task.started":
                this.begin(about, at, data);
                break;
            case "task.healthy":
                if (task) Object.assign(task, { status: "green", wasWell: true });
                break;
            case "task.ended": {
                const { failed, exitCode } = data as { failed?: boolean; exitCode?: number };
                const how = { status: "stopped", ended: at, why: whyOf(data), failed: failed === true, exitCode };
                if (task) Object.assign(task, how);
                break;
            }
            case "service": {
                const service = this.services.find(({ arn }) => arn === about);
                if (service && typeof data["desiredCount"] === "number") service.wanted = data["desiredCount"];
                break;
            }
            case "scaling.hour": {
                const service = this.services.find((each) => each.arn === data["service"]);
                const hour = this.plans.at(about)?.resource.name.replace(`${service?.name}-`, "") ?? about;
                service?.hours.push({ hour, at: `at ${String(data["schedule"])}`, count: String(data["tasks"]) });
                break;
            }
            case "line":
                task?.log.add(String(data["text"]));
                break;
        }
    }

    public takes(listener: string, answer: AnswerShown): boolean {
        const service = this.services.find((each) => each.shared === listener || each.listener === listener);
        if (service) service.answered = answer;
        return service !== undefined || this.services.some(({ otherListeners }) => otherListeners.includes(listener));
    }

    public get instances(): readonly InstancesShown[] {
        return this.services.map(({ stack, name, tasks }) => ({ stack, name, one: "task", each: tasks }));
    }

    public get running(): readonly RunningShown[] {
        return this.services.map((service) => {
            const { stack, name, answered, isDeployed } = service;
            const tasks = this.inTraffic(service);
            const live = tasks[0] ?? service.tasks.at(-1);
            const digest = (tasks[0] ?? rests(service))?.digest;
            const commit = digest === undefined ? undefined : this.others.images.commitOf(digest);
            return {
                ...{ stack, name, answered, isDeployed },
                carried: digest === undefined ? undefined : { kind: "image", digest, commit },
                more: [["tasks", String(tasks.length)], ...service.hours.map(({ at, count }) => [at, count] as const)],
                hours: [
                    ...(rests(service) ? ["no task while there is nothing to do"] : []),
                    ...service.hours.map(
                        ({ hour, count }) => `hour ${hour}: ${count} ${count === "1" ? "task" : "tasks"}`,
                    ),
                ],
                shortcomings: isDeployed
                    ? [
                          ...(service.isAsked
                              ? unanswered({ ...service, isReleased: this.others.images.pushed.has(digest ?? "") })
                              : unwell(service)),
                          ...crashed(service, live?.taskSet, this.others.deployments),
                          ...this.notYetNew(service, digest),
                      ]
                    : [],
            };
        });
    }

    private begin(arn: string, began: number, data: Fact["data"]): void {
        const {
            image = "",
            targetGroup,
            taskSet = "",
        } = data as Partial<Record<"image" | "targetGroup" | "taskSet", string>>;
        const name = arn.split("/").at(-1) ?? arn;
        const digest = this.others.images.digestOf(image);
        const started: Task = {
            arn,
            name,
            status: "running",
            began,
            image,
            digest,
            targetGroup,
            taskSet,
            log: new Log(),
        };
        this.tasks.set(arn, started);
        this.services.find((service) => service.arn === data["service"])?.tasks.push(started);
    }

    /** The healthy tasks that get the traffic; without a load balancer, all of them. */
    private inTraffic({ tasks, shared }: Service): readonly Task[] {
        const healthy = tasks.filter(({ status }) => status === "green");
        const weights = Object.entries(this.others.deployments.shares.get(shared ?? "") ?? {});
        const [most] = weights.sort(([, a], [, b]) => b - a)[0] ?? [];
        return healthy.filter(({ targetGroup }) => most === undefined || targetGroup === most);
    }

    /** Once an image was pushed anywhere, every service should run one that was. */
    private notYetNew({ stack, name }: Service, digest: string | undefined): readonly string[] {
        const { pushed } = this.others.images;
        if (pushed.size === 0 || (digest !== undefined && pushed.has(digest))) return [];
        const runs = digest === undefined ? "nothing" : `image ${brief(digest)}`;
        return [`${stack} ${name} does not run what was pushed; it runs ${runs}`];
    }
}

/** Of one that nobody asks, its own tasks alone say how it is. */
function unwell(service: Service): readonly string[] {
    const { stack, name, tasks } = service;
    const isWell = tasks.some(({ status }) => status === "green") || rests(service) !== undefined;
    return isWell ? [] : [`${stack} ${name} has no task that is well`];
}

/** Where there are to be no tasks, as of a worker with nothing to do: the newest that there was, once it has been well. */
function rests({ tasks, wanted }: Service): Task | undefined {
    const last = tasks.at(-1);
    return wanted === 0 && last?.wasWell ? last : undefined;
}

/** Services that a pipeline deploys to, as `<stack> <name>`: by CodeDeploy's action, or by a job that registers what they run. */
function deployedServices(plans: Plans): readonly string[] {
    const byAction = everyAction(plans)
        .filter(({ action }) => action.provider === "CodeDeployToECS")
        .flatMap(({ plan, action: { configuration } }) => {
            const { ApplicationName: application = "", DeploymentGroupName: group = "" } = configuration;
            const found = plans.find(TYPE.deploymentGroup, (each) => isGroup(each, application, group));
            const service = found?.resource.inputs["ecsService"];
            return isRecord(service) ? [`${plan.stack} ${String(service["serviceName"])}`] : [];
        });
    const byJob = everyJob(plans)
        .filter(({ run, project }) => run && callsOf(project)?.some(({ action }) => action === REGISTERS))
        .map(({ plan, env }) => `${plan.stack} ${env["SERVICE"] ?? ""}`);
    return [...byAction, ...byJob];
}

const REGISTERS = "ecs:RegisterTaskDefinition";

function serviceOf({ plans, plan, resource }: ServedAt, deployed: readonly string[]): Service {
    return {
        ...whereReached(plans, plan, resource),
        arn: text(resource, "arn"),
        name: resource.name,
        stack: plan.stack,
        isAsked: records(resource.inputs["loadBalancers"]).length > 0,
        isDeployed: deployed.includes(`${plan.stack} ${text(resource, "name")}`),
        tasks: [],
        hours: [],
    };
}

type Reached = Pick<Service, "targetGroups" | "listener" | "shared" | "otherListeners">;

function whereReached(plans: Plans, plan: Plan, resource: PlannedResource): Reached {
    const { rules, groups } = movedBy(resource);
    const [listener, ...otherListeners] = rules.flatMap((rule) => {
        const planned = plans.at(rule)?.resource;
        return planned ? [text(planned, "listenerArn")] : [];
    });
    const [shared, ...others] = rules;
    if (listener !== undefined)
        return { targetGroups: groups, listener, shared, otherListeners: [...otherListeners, ...others] };
    const of = (type: string) => plan.resources.filter((each) => each.type === type);
    const pair = of(TYPE.deploymentGroup)
        .filter(({ inputs }) => records([inputs["ecsService"]])[0]?.["serviceName"] === text(resource, "name"))
        .map((each) => pairOf(each, plans))[0];
    const moved = of(TYPE.targetGroup)
        .filter((each) => pair?.targetGroups.includes(text(each, "name")))
        .map((each) => text(each, "arn"));
    const own = records(resource.inputs["loadBalancers"]).flatMap(({ targetGroupArn }) => texts([targetGroupArn]));
    const targetGroups = [...new Set([...own, ...moved])];
    const sends = ({ inputs }: PlannedResource) =>
        records(inputs["defaultActions"]).some((to) => targetGroups.includes(String(to["targetGroupArn"])));
    const listeners = of(TYPE.listener)
        .filter(sends)
        .map((each) => text(each, "arn"));
    const mine = pair?.listener ?? listeners[0];
    return { targetGroups, listener: mine, shared: mine, otherListeners: listeners.filter((each) => each !== mine) };
}
