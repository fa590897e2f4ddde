// One deployment, step by step. Each begins with a fact and may be begun again, so that a deployment goes on after a
// crash from the step it was in.
import type { LocalAccount } from "../account/local-account";
import { asJson } from "../engine/journal";
import { raiseDeploymentState } from "../events/deployment-states";
import type { Deployment } from "./codedeploy";
import { BlueGreen, DeploymentEnded, endedBy } from "./blue-green";
import type { Group } from "./group";
import { AT_LEAST, wait } from "../engine/clock";

const MINUTE = 60_000;

interface Step {
    readonly step: string;
    readonly text: string;
    readonly run: (signal: AbortSignal) => Promise<void>;
}

export class Rollout {
    private readonly stopped = new AbortController();

    constructor(
        private readonly account: LocalAccount,
        private readonly deployment: Deployment,
        public readonly group: Group,
    ) {}

    public stop(reason: DeploymentEnded): void {
        this.stopped.abort(reason);
    }

    /** Ends in a fact, whatever happens. */
    public async run(): Promise<void> {
        const { account, deployment, group } = this;
        const blueGreen = new BlueGreen(account, deployment, group, { role: group.role, as: group.arn });
        this.raise("InProgress");
        try {
            account.assume("codedeploy.amazonaws.com", group.role, group.arn);
            if (deployment.rollback) throw new DeploymentEnded(...deployment.rollback);
            await this.go(blueGreen, this.stopped.signal);
            await blueGreen.notifyTopics("DeploymentSuccess", deployment.id);
            this.end("Succeeded");
        } catch (error) {
            await this.fail(blueGreen, endedBy(error));
        }
    }

    private async go(blueGreen: BlueGreen, signal: AbortSignal): Promise<void> {
        const { id, at: begun } = this.deployment;
        if (begun === undefined) await blueGreen.notifyTopics("DeploymentStart", id);
        else if (begun > 0) await blueGreen.settled(signal);
        for (const [at, { step, text, run }] of this.steps(blueGreen).entries()) {
            if (at < (begun ?? 0)) continue;
            blueGreen.checkAlarms();
            signal.throwIfAborted();
            if (at !== begun) this.account.record({ kind: "deployment.step", about: id, data: { step, text, at } });
            if (step === "Ready") this.raise("Ready");
            await run(signal);
        }
    }

    private steps(blueGreen: BlueGreen): readonly Step[] {
        const { schedule, ready, bakeMinutes, testListener, listener: production } = this.group;
        const pause = (minutes: number, signal: AbortSignal) =>
            wait(this.account.clock, minutes * MINUTE, AT_LEAST.watched, signal);
        return [
            { step: "Replacement", text: "the new tasks start", run: (signal) => blueGreen.replace(signal) },
            ...some(testListener, (listener) => ({
                step: "TestTraffic",
                text: "the test listener leads to the new tasks",
                run: () => blueGreen.shift(listener, 100),
            })),
            ...some(ready.stops ? ready.minutes : undefined, (minutes) => ({
                step: "Ready",
                text: `somebody must reroute the traffic within ${shown(minutes)}`,
                run: async (signal: AbortSignal) => {
                    await pause(minutes, signal);
                    throw new DeploymentEnded(
                        "Stopped",
                        "DEPLOYMENT_FAILURE",
                        `Nobody rerouted the traffic within ${shown(minutes)}`,
                    );
                },
            })),
            ...schedule.map(({ percent, minutes }) => ({
                step: "Shift",
                text: percent === 100 ? "all of the traffic" : `${percent} % of the traffic, for ${shown(minutes)}`,
                run: async (signal: AbortSignal) => {
                    await blueGreen.shift(production, percent);
                    if (minutes > 0) await pause(minutes, signal);
                },
            })),
            { step: "Primary", text: "the new tasks are the service", run: () => blueGreen.promote() },
            ...some(bakeMinutes === 0 ? undefined : bakeMinutes, (minutes) => ({
                step: "Bake",
                text: shown(minutes),
                run: (signal: AbortSignal) => pause(minutes, signal),
            })),
            ...some(bakeMinutes, () => ({
                step: "Terminate",
                text: "the old tasks end",
                run: () => blueGreen.removeOriginal(),
            })),
        ];
    }

    private async fail(blueGreen: BlueGreen, ended: DeploymentEnded): Promise<void> {
        const { status, event, message, code } = ended;
        const { id, rollback } = this.deployment;
        try {
            await blueGreen.notifyTopics(status === "Failed" ? "DeploymentFailure" : "DeploymentStop", message);
            if (!this.group.rollsBackOn.has(event)) return this.end(status, ended);
            const again = [status, event, message, code].filter((part) => part !== undefined);
            const data = { step: "Rollback", text: message, rollback: again };
            if (!rollback) this.account.record({ kind: "deployment.step", about: id, data });
            await blueGreen.rollBack();
            await blueGreen.notifyTopics("DeploymentRollback", id);
            this.end(status, ended, true);
        } catch (error) {
            const why = `${message} Going back failed as well: ${endedBy(error).message}`;
            this.end("Failed", new DeploymentEnded("Failed", event, why, code));
        }
    }

    private end(status: Deployment["status"], ended?: DeploymentEnded, rolledBack = false): void {
        const data = { status, why: ended?.message, code: ended?.code, rolledBack: ended && rolledBack };
        this.account.record({ kind: "deployment.ended", about: this.deployment.id, data: asJson(data) });
        this.raise(status);
    }

    private raise(status: Deployment["status"]): void {
        const { id, application } = this.deployment;
        raiseDeploymentState(this.account, { id, application, group: this.group.arn, status });
    }
}

function shown(minutes: number): string {
    return `${minutes} minutes of AWS's time`;
}

function some<T>(value: T | undefined, step: (value: T) => Step): readonly Step[] {
    return value === undefined ? [] : [step(value)];
}
