// The hooks of an AppSpec for ECS: functions that CodeDeploy calls between its steps, and that answer it by a call of theirs.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html
import { randomUUID } from "node:crypto";

import type { JsonObject } from "../../../plan/document";
import { type Caller, Refused, type Service } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import { asJson, type Fact, type Fold } from "../../engine/journal";
import { callHook, tellHook } from "../../services/function-hooks";
import type { HookEvent } from "../documents";
import { DeploymentEnded } from "./ended";
import type { Step } from "./platform";

/** "If there is no response from the Lambda function within one hour", the deployment has failed. */
const HOUR = 60 * 60_000;
const STATUSES = ["Succeeded", "Failed"] as const;

type Status = (typeof STATUSES)[number];

interface Execution {
    readonly deployment: string;
    readonly event: HookEvent;
    /** Absent while it has not answered. */
    readonly status?: Status;
}

/** Its facts are `hook.called` and `hook.answered`, about the id of an execution. */
export class HookExecutions implements Fold {
    private readonly byId = new Map<string, Execution>();
    private readonly waiting = new Map<string, () => void>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, data }: Fact): void {
        if (kind === "hook.called") this.byId.set(about, data as unknown as Execution);
        const known = this.byId.get(about);
        if (kind !== "hook.answered" || !known) return;
        this.byId.set(about, { ...known, status: data["status"] as Status });
        this.waiting.get(about)?.();
    }

    public begin(deployment: string, event: HookEvent): string {
        const id = randomUUID();
        this.account.record({ kind: "hook.called", about: id, data: asJson({ deployment, event }) });
        return id;
    }

    /** What it has answered, or will within the hour; nothing where it does not. */
    public async statusOf(id: string, signal: AbortSignal): Promise<Status | undefined> {
        if (this.byId.get(id)?.status === undefined) {
            const over = new AbortController();
            const stopped = (): void => over.abort(signal.reason);
            signal.addEventListener("abort", stopped, { once: true });
            this.waiting.set(id, () => over.abort());
            await this.account.clock.sleep(HOUR, over.signal).catch(() => undefined);
            this.waiting.delete(id);
            signal.removeEventListener("abort", stopped);
            signal.throwIfAborted();
        }
        return this.byId.get(id)?.status;
    }

    /** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_PutLifecycleEventHookExecutionStatus.html */
    public answer(input: JsonObject): string {
        const { deploymentId, lifecycleEventHookExecutionId: given, status: said } = input;
        const id = String(given);
        const known = this.byId.get(id);
        const status = STATUSES.find((each) => each === said);
        if (known?.deployment !== deploymentId || !known)
            throw new Refused(
                "InvalidLifecycleEventHookExecutionIdException",
                `${id} is no execution of a hook of ${String(deploymentId)}`,
            );
        if (!status)
            throw new Refused(
                "InvalidLifecycleEventHookExecutionStatusException",
                `The status is Succeeded or Failed, not ${String(said)}`,
            );
        if (known.status !== undefined)
            throw new Refused("LifecycleEventAlreadyCompletedException", `${known.event} has answered ${known.status}`);
        this.account.record({ kind: "hook.answered", about: id, data: { status } });
        return id;
    }
}

/** @param on ARN of the function @param by the deployment group's role */
export function hookStep(account: LocalAccount, deployment: string, event: HookEvent, on: string, by: Caller): Step {
    return {
        step: event,
        text: tellHook(account, on),
        run: async (signal) => {
            const executions = account.part(HookExecutions);
            const id = executions.begin(deployment, event);
            const payload = { DeploymentId: deployment, LifecycleEventHookExecutionId: id };
            const ended = await callHook(account, by, on, payload);
            if (!ended) return;
            const status = await executions.statusOf(id, signal);
            if (status === "Succeeded") return;
            const why =
                status === undefined
                    ? `did not answer within an hour${ended.error === undefined ? "" : `; it ended with ${ended.error}`}`
                    : "answered Failed";
            throw new DeploymentEnded(
                "Failed",
                "DEPLOYMENT_FAILURE",
                `The hook ${event}, the function ${on}, ${why}`,
                "HOOK_EXECUTION_FAILURE",
            );
        },
    };
}

const put: Service = ({ input }, account) => ({
    lifecycleEventHookExecutionId: account.part(HookExecutions).answer(input as JsonObject),
});

export const hookServices: readonly (readonly [string, Service])[] = [
    ["codedeploy:PutLifecycleEventHookExecutionStatus", put],
];
