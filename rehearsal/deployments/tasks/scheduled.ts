// The hours of EventBridge Scheduler: each schedule that runs a task comes once, at the end, as its role may and with what is
// registered by then.
import { groupOf, SCHEDULER, scheduledDefinition } from "../../../iam/calls/scheduler";
import type { Json, JsonObject } from "../../../plan/document";
import { below, type Planned, records, text } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { Denied, NotRehearsed, Refused } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import type { Fact, Fold } from "../../engine/journal";
import { Logs } from "../../services/logs";
import { Ecs } from "../services/services";
import { OneOffTasks } from "./one-off";

/** Milliseconds of ours that a command is waited for. */
const PATIENCE = 60_000;

/** How much of what a command has printed explains how it ended; its log has all of it. */
const EXPLAINS = 8;

/** How a schedule's hour went, and what the command said last where it did not go well. */
type Came = { readonly says: string; readonly isWell: boolean; readonly said?: readonly string[] };

/** Its fact: `schedule.ran`. */
export class ScheduledTasks implements Fold {
    private readonly past = new Set<string>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about }: Fact): void {
        if (kind === "schedule.ran") this.past.add(about);
    }

    /** The hours of all schedules, one after the other. */
    public async pass(): Promise<void> {
        for (const schedule of this.account.created(TYPE.schedule)) {
            const about = text(schedule.resource, "arn");
            if (!this.past.has(about))
                this.account.record({ kind: "schedule.ran", about, data: { ...(await this.come(schedule)) } });
        }
    }

    private async come(schedule: Planned): Promise<Came> {
        const definition = scheduledDefinition(schedule.resource);
        if (definition === undefined) return { says: "its target is no task, which is not rehearsed", isWell: true };
        if (!this.isRegistered(definition))
            return { says: "its hour would find nothing to run: no release of its line is live", isWell: true };
        try {
            return await this.run(schedule, definition);
        } catch (error) {
            if (!(error instanceof Denied || error instanceof Refused || error instanceof NotRehearsed)) throw error;
            return { says: `nothing ran at its hour: ${error.message}`, isWell: false };
        }
    }

    private async run({ plan, resource }: Planned, definition: string): Promise<Came> {
        const target = below(resource.inputs, "target");
        const { launchType, networkConfiguration, group } = below(target, "ecsParameters");
        const cluster = String(target["arn"]);
        const by = this.account.assume(SCHEDULER, String(target["roleArn"]), groupOf(plan));
        const started = (await this.account.gateway.call({
            ...{ by, action: "ecs:RunTask", on: definition, context: { "ecs:cluster": cluster } },
            input: {
                ...{ cluster, launchType: launchType as Json, networkConfiguration: networkConfiguration as Json },
                ...(group === undefined ? {} : { group: group as Json }),
            },
        })) as JsonObject;
        const task = String(records(started["tasks"])[0]?.["taskArn"]);
        const tasks = this.account.part(OneOffTasks);
        await tasks.awaitOne([task], PATIENCE);
        const { status, exitCode, why = "" } = tasks.task(task) ?? {};
        if (status !== "STOPPED") {
            await tasks.stop(task, "the rehearsal ends");
            const says = "its command had not ended within a minute, and was stopped";
            return { says, isWell: false, said: this.lastWords(task) };
        }
        if (exitCode === 0) return { says: "its command ended with 0", isWell: true };
        const says = exitCode === undefined ? `its task stopped: ${why}` : `its command ended with ${exitCode}`;
        return { says, isWell: false, said: this.lastWords(task) };
    }

    /** Of its streams, which end with its id. */
    private lastWords(task: string): readonly string[] {
        const id = task.split("/").at(-1) ?? "";
        const logs = this.account.part(Logs);
        const events = this.account
            .created(TYPE.logGroup)
            .flatMap(({ resource }) => logs.of(text(resource, "arn")))
            .filter(({ logStreamName }) => logStreamName.endsWith(`/${id}`));
        return events.slice(-EXPLAINS).map(({ message }) => message);
    }

    private isRegistered(definition: string): boolean {
        try {
            return this.account.part(Ecs).definition(definition).arn !== "";
        } catch (error) {
            if (error instanceof Refused) return false;
            throw error;
        }
    }
}
