// Where deployments by ECS itself wait for ContinueServiceDeployment, and what was answered.
import { randomBytes } from "node:crypto";

import type { JsonObject } from "../../../plan/document";
import { Refused } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import { asJson, type Fact, type Fold } from "../../engine/journal";
import type { Answer, PauseHook } from "./hooks";

const MINUTE = 60_000;

interface Pause {
    readonly hookId: string;
    readonly stage: string;
    /** Of the traffic, in percent, that the new tasks have, where the stage comes once for each share. */
    readonly share?: number;
    readonly expiresAt: number;
    readonly timeoutAction: Answer;
    /** Absent while nobody has answered. */
    readonly answer?: Answer;
    readonly timedOut: boolean;
}

/** Its facts are `deployment.paused` and `deployment.continued`, about a deployment's ARN. */
export class Pauses implements Fold {
    private readonly byDeployment = new Map<string, readonly Pause[]>();
    /** By the pause's id. */
    private readonly waiting = new Map<string, (answer: Answer) => void>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, data }: Fact): void {
        if (kind === "deployment.paused")
            this.byDeployment.set(about, [...this.of(about), { ...(data as unknown as Pause), timedOut: false }]);
        if (kind === "deployment.continued") {
            const { hookId, answer, timedOut } = data as unknown as Pause & { readonly answer: Answer };
            const answered = this.of(about).map((one) => (one.hookId === hookId ? { ...one, answer, timedOut } : one));
            this.byDeployment.set(about, answered);
            this.waiting.get(hookId)?.(answer);
        }
    }

    /** Comes to a pause, or goes on waiting at it as after a crash; answers what was answered. */
    public async at(
        deployment: string,
        { stage, minutes, onTimeout }: PauseHook,
        share: number | undefined,
        signal: AbortSignal,
    ): Promise<Answer> {
        const now = Date.now();
        const found = () => this.of(deployment).find((one) => one.stage === stage && one.share === share);
        if (!found()) {
            const hookId = `ecs-pause-${randomBytes(16).toString("base64url")}`;
            const expiresAt = now + this.account.clock.scaled(minutes * MINUTE);
            const data = asJson({ hookId, stage, share, expiresAt, timeoutAction: onTimeout });
            this.account.record({ kind: "deployment.paused", about: deployment, data });
        }
        const pause = found();
        if (!pause || pause.answer !== undefined) return pause?.answer ?? onTimeout;
        const { hookId } = pause;
        const asked = new AbortController();
        const stopped = (): void => asked.abort(signal.reason);
        signal.addEventListener("abort", stopped, { once: true });
        try {
            return await new Promise<Answer>((resolve, reject) => {
                this.waiting.set(hookId, resolve);
                this.account.clock
                    .sleep((pause.expiresAt - now) * this.account.clock.speed, asked.signal)
                    .then(() => this.record(deployment, { hookId, answer: onTimeout, timedOut: true }), reject);
            });
        } finally {
            this.waiting.delete(hookId);
            signal.removeEventListener("abort", stopped);
            asked.abort();
        }
    }

    /** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContinueServiceDeployment.html */
    public answer(deployment: string, hookId: string, answer: Answer): void {
        const pause = this.of(deployment).find((one) => one.hookId === hookId);
        if (pause?.answer !== undefined || !pause)
            throw new Refused("InvalidParameterException", `No lifecycle hook ${hookId} is awaiting action.`);
        this.record(deployment, { hookId, answer, timedOut: false });
    }

    /** As DescribeServiceDeployments says it. */
    public shown(deployment: string): readonly JsonObject[] {
        return this.of(deployment).map(({ hookId, expiresAt, timeoutAction, answer, timedOut }) => ({
            hookId,
            targetType: "PAUSE",
            status: answer === undefined ? "AWAITING_ACTION" : timedOut ? "TIMED_OUT" : "SUCCEEDED",
            expiresAt: new Date(expiresAt).toISOString(),
            timeoutAction,
        }));
    }

    private of(deployment: string): readonly Pause[] {
        return this.byDeployment.get(deployment) ?? [];
    }

    private record(about: string, said: Pick<Pause, "hookId" | "answer" | "timedOut">): void {
        this.account.record({ kind: "deployment.continued", about, data: asJson(said) });
    }
}
