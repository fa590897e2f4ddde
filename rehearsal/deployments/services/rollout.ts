// One deployment by ECS itself, step by step. Each begins with a fact and may be begun again, so that a deployment goes on
// after a crash from the step it was in.
import type { LocalAccount } from "../../account/local-account";
import { asJson } from "../../engine/journal";
import { Alarms } from "../alarms/alarm";
import type { MovedService } from "./moved";
import type { ServiceDeployment, ServiceStatus } from "./deployments";
import { serviceWayOf } from "./way";

/** Why a deployment ends before its end, and whether it goes back. */
export class Stopped extends Error {
    constructor(
        message: string,
        public readonly goesBack: boolean,
    ) {
        super(message);
    }
}

export class ServiceRollout {
    private readonly stopped = new AbortController();
    private readonly watched: readonly string[];

    constructor(
        private readonly account: LocalAccount,
        private readonly deployment: ServiceDeployment,
        private readonly moved: MovedService,
    ) {
        // Where one rings already, none is watched for this deployment: it may be the fix for what rings.
        // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
        // unverified: ECS does not watch alarms that ring as a deployment begins | fails as: the deployment of a fix is rolled
        // back at once by the alarm that it would silence | settle: deploy while the alarm rings, and look at statusReason of the deployment
        const ringing = moved.alarms.some((arn) => account.part(Alarms).of(arn).state === "ALARM");
        this.watched = ringing && deployment.at === undefined ? [] : moved.alarms;
    }

    public rings(alarm: string): void {
        if (!this.watched.includes(alarm)) return;
        const name = alarm.split(":alarm:")[1] ?? alarm;
        this.stop(
            new Stopped(
                `Service deployment rolled back because of alarm ${name} (${this.account.part(Alarms).of(alarm).reason})`,
                this.moved.rollsBack.onAlarm,
            ),
        );
    }

    public stop(reason: Stopped): void {
        this.stopped.abort(reason);
    }

    /** Ends in a fact, whatever happens. */
    public async run(): Promise<void> {
        const { account, deployment, moved } = this;
        const way = serviceWayOf(account, deployment, moved);
        try {
            if (moved.role !== undefined) account.assume("ecs.amazonaws.com", moved.role, moved.service);
            if (deployment.rollback !== undefined) throw new Stopped(deployment.rollback, true);
            if (deployment.at !== undefined) await way.settled(this.stopped.signal);
            for (const [at, { step, text, run }] of way.steps.entries()) {
                if (at < (deployment.at ?? 0)) continue;
                this.stopped.signal.throwIfAborted();
                if (at !== deployment.at)
                    account.record({
                        kind: "deployment.step",
                        about: deployment.arn,
                        data: { step: WORDS[step] ?? step, text, at, stage: step },
                    });
                await run(this.stopped.signal);
            }
            this.end("SUCCESSFUL");
        } catch (error) {
            await this.fail(way, error);
        }
    }

    private async fail(way: ReturnType<typeof serviceWayOf>, error: unknown): Promise<void> {
        const why = error instanceof Error ? error.message : String(error);
        const { arn, rollback } = this.deployment;
        try {
            // What ECS cannot go on with, it takes back where there are two colours; in one, where the breaker says so.
            const goesBack =
                error instanceof Stopped
                    ? error.goesBack
                    : this.moved.schedule !== undefined || this.moved.rollsBack.onFailure;
            if (!goesBack) return this.end("STOPPED", why);
            if (rollback === undefined)
                this.account.record({
                    kind: "deployment.step",
                    about: arn,
                    data: { step: "Rollback", text: why, rollback: why },
                });
            await way.rollBack();
            this.end("ROLLBACK_SUCCESSFUL", why);
        } catch (again) {
            this.end("ROLLBACK_FAILED", `${why} Going back failed as well: ${(again as Error).message}`);
        }
    }

    private end(status: ServiceStatus, why?: string): void {
        const data = asJson({ status, why, ...(status === "ROLLBACK_SUCCESSFUL" ? { rolledBack: true } : {}) });
        this.account.record({ kind: "deployment.ended", about: this.deployment.arn, data });
    }
}

/** How a stage is told, as those of CodeDeploy are. */
const WORDS: Readonly<Record<string, string>> = {
    SCALE_UP: "Replacement",
    PRE_SCALE_UP: "Hook",
    POST_SCALE_UP: "Hook",
    TEST_TRAFFIC_SHIFT: "TestTraffic",
    POST_TEST_TRAFFIC_SHIFT: "Hook",
    PRE_PRODUCTION_TRAFFIC_SHIFT: "Hook",
    PRODUCTION_TRAFFIC_SHIFT: "Shift",
    POST_PRODUCTION_TRAFFIC_SHIFT: "Hook",
    BAKE_TIME: "Bake",
    CLEAN_UP: "Terminate",
};
