// What a queue does to a service that has no task while it is empty: a message comes, the alarm and the policy of the plan raise
// the service, its task takes the message, and the service goes back to none.
import { actionsIn } from "../../../iam/calls/events";
import { below, type Planned, type PlannedResource, type Plans, records, text, texts } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { type Caller, Denied } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import { AT_LEAST, lasting } from "../../engine/clock";
import type { Fact, Fold } from "../../engine/journal";
import { sendTo } from "../../services/queues";
import { ServiceScaling, serviceOf } from "./scaling";
import { ServiceScheduler } from "./scheduler";
import { Ecs } from "./services";

/** How long a raise or the way back is waited for: longer than any of the alarms looks back. */
const PATIENCE = 30 * 60_000;
const STEP = 20;

/** What a task does with a message: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-basic-architecture.html */
const TAKES = ["sqs:ReceiveMessage", "sqs:DeleteMessage"];

class NotSo extends Error {}

/** At the end of a rehearsal, each service once. Its fact: `queue.worked` of the service. */
export class QueueWork implements Fold {
    private readonly past = new Set<string>();
    private readonly ecs: Ecs;

    constructor(private readonly account: LocalAccount) {
        this.ecs = account.part(Ecs);
    }

    public apply({ kind, about }: Fact): void {
        if (kind === "queue.worked") this.past.add(about);
    }

    public async pass(): Promise<void> {
        for (const target of this.account.part(ServiceScaling).targets) {
            const service = serviceOf(target);
            const [queue] = this.queuesOf(target);
            if (!queue || this.past.has(service) || this.ecs.service(service).desiredCount > 0) continue;
            this.account.record({
                kind: "queue.worked",
                about: service,
                data: { ...(await this.come(service, queue)) },
            });
        }
    }

    private async come(service: string, queue: PlannedResource): Promise<{ says: string; isWell: boolean }> {
        const name = text(queue, "name");
        try {
            await this.work(service, queue);
            return {
                says: `a message in ${name} raised it from no task to one, which took it; then it had none again`,
                isWell: true,
            };
        } catch (error) {
            if (!(error instanceof NotSo || error instanceof Denied)) throw error;
            return { says: `a message in ${name}: ${error.message}`, isWell: false };
        }
    }

    private async work(service: string, queue: PlannedResource): Promise<void> {
        const arn = text(queue, "arn");
        sendTo(this.account, arn, { body: "work, of the rehearsal's" });
        const tasks = () => this.ecs.service(service).desiredCount;
        await this.until(() => tasks() > 0, "no alarm and no policy started a task for it");
        const [set] = this.ecs.setsOf(service).filter(({ status }) => status === "PRIMARY");
        if (!set) throw new NotSo("the service has no release that could take it");
        const running = () => this.ecs.countsOf(set).running;
        try {
            await this.account.part(ServiceScheduler).steady(set.arn, new AbortController().signal);
        } catch (error) {
            throw new NotSo(
                `the task that was started for it is not well: ${error instanceof Error ? error.message : ""}`,
            );
        }
        const { template } = this.ecs.definition(set.taskDefinition);
        const by: Caller = {
            role: String(template["taskRoleArn"]),
            as: this.ecs.tasksOf(set.arn).at(-1)?.arn ?? service,
        };
        // A task has no way to SQS here, so what it does there is done in its place, with its right to.
        for (const action of TAKES) this.account.gateway.ask({ by, action, on: arn });
        this.account.record({ kind: "queue.taken", about: arn, data: { by: by.as } });
        await this.until(
            () => tasks() === 0 && running() === 0,
            "with nothing left to do, its task was not taken away",
        );
    }

    /** Of these plans, those by whose messages it is scaled. */
    private queuesOf({ plan, resource }: Planned): readonly PlannedResource[] {
        const policies = this.account
            .created(TYPE.scalingPolicy)
            .filter(
                (each) => each.plan === plan && each.resource.inputs["resourceId"] === resource.inputs["resourceId"],
            )
            .map((each) => text(each.resource, "arn"));
        const named = queuesBehind(this.account.plans, policies);
        return this.account
            .created(TYPE.queue)
            .map((queue) => queue.resource)
            .filter((queue) => named.includes(text(queue, "name")));
    }

    private async until(holds: () => boolean, otherwise: string): Promise<void> {
        const limit = Date.now() + lasting(this.account.clock, PATIENCE, AT_LEAST.steady);
        while (!holds()) {
            if (Date.now() > limit) throw new NotSo(otherwise);
            await new Promise((resolve) => setTimeout(resolve, STEP));
        }
    }
}

/** Names of the queues at whose alarms these policies act. */
export function queuesBehind(plans: Plans, policies: readonly string[]): readonly string[] {
    const names = plans.ofType(TYPE.metricAlarm).flatMap(({ resource: alarm }) => {
        if (!actionsIn("ALARM", alarm).some((action) => policies.includes(action))) return [];
        const metrics = [
            alarm.inputs,
            ...records(alarm.inputs["metricQueries"]).map((query) => below(query, "metric")),
        ];
        return metrics.flatMap((metric) => texts([below(metric, "dimensions")["QueueName"]]));
    });
    return [...new Set(names)];
}
