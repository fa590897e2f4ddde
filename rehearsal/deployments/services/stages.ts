// What is asked at a stage of a deployment by ECS itself: functions that decide, and pauses that somebody has to continue.
import type { LocalAccount } from "../../account/local-account";
import { tellHook } from "../../services/function-hooks";
import type { Step } from "../codedeploy/platform";
import { callUntilDecided, type Shares } from "./called";
import type { ServiceDeployment } from "./deployments";
import type { Hook, Stage } from "./hooks";
import { Pauses } from "./pauses";

// unverified: a function at TEST_TRAFFIC_SHIFT or PRODUCTION_TRAFFIC_SHIFT is called once the share has moved, and before its minutes
// | fails as: a function that asks the listener is answered by what ran before | settle: log what such a function is answered, and when the rule's shares changed

export class Stages {
    constructor(
        private readonly account: LocalAccount,
        private readonly deployment: ServiceDeployment,
        private readonly hooks: readonly Hook[],
    ) {}

    /** Of a stage between two steps of ECS's. What stands at one stage is asked one after another; ECS asks all of it at once. */
    public between(stage: Stage, shares: Shares = {}): readonly Step[] {
        return this.at(stage).map((hook) => ({
            step: stage,
            text: this.tell(hook),
            run: (signal) => this.ask(hook, shares, signal),
        }));
    }

    /** Of a stage that is itself a step of ECS's, within that. */
    public async within(stage: Stage, shares: Shares, signal: AbortSignal): Promise<void> {
        for (const hook of this.at(stage)) await this.ask(hook, shares, signal);
    }

    /** What is added to the words of that step. */
    public told(stage: Stage): string {
        return this.at(stage)
            .map((hook) => `; ${this.tell(hook)}`)
            .join("");
    }

    private at(stage: Stage): readonly Hook[] {
        return this.hooks.filter((hook) => hook.stage === stage);
    }

    private tell(hook: Hook): string {
        return "functionArn" in hook ? tellHook(this.account, hook.functionArn) : "somebody has to continue it";
    }

    private async ask(hook: Hook, shares: Shares, signal: AbortSignal): Promise<void> {
        const { account, deployment } = this;
        if ("functionArn" in hook) return callUntilDecided(account, deployment, hook, shares, signal);
        const answer = await account.part(Pauses).at(deployment.arn, hook, shares.production, signal);
        if (answer === "ROLLBACK") throw new Error("Service deployment rolled back by its pause lifecycle hook.");
    }
}
