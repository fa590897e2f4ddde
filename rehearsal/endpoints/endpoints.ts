// Endpoints that run: requests go to one fleet, or to two while an update moves them, step by step, and back.
import { readArn } from "../../plan/arn";
import { text } from "../../plan/plans";
import { Denied, NotRehearsed, Refused } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { Alarms } from "../deployments/alarms/alarm";
import { AT_LEAST, wait } from "../engine/clock";
import type { Fold } from "../engine/journal";
import { type Answer, type Request, ServingFleet } from "./fleet";
import { guardOf, type Guard } from "./guard";
import { type Endpoint, Hosting } from "./hosting";
import { EndpointMetrics } from "./metrics";

interface Running {
    serves?: ServingFleet;
    /** Beside it, while an update moves requests. */
    next?: { readonly fleet: ServingFleet; share: number };
    /** Requests so far, by which shares are dealt out evenly. */
    asked: number;
    working?: Promise<void>;
    /** Asks again what was asked last and answered well: so people use it. */
    repeat?: () => Promise<unknown>;
}

/** What an endpoint says of itself in words, and no mistake of the rehearsal. */
const REASONS = [Denied, NotRehearsed, Refused];

/** Fleets of endpoints by the endpoint's name. What is remembered is in Hosting; this starts it again. */
export class Endpoints implements Fold {
    public readonly metrics = new EndpointMetrics();
    private readonly running = new Map<string, Running>();

    constructor(private readonly account: LocalAccount) {
        account.atEnd(() => this.end());
    }

    public apply(): void {
        // Everything that outlives a process is in Hosting.
    }

    /** After a restart: what was in service serves again, and what was on its way begins it anew. */
    public begin(): void {
        this.account.part(Alarms).add(this.metrics);
        for (const { name, status } of this.hosting.everyEndpoint) {
            if (status === "InService") this.account.work(this.serve(name));
            else if (status !== "Failed" && status !== "Deleting") this.change(name);
        }
    }

    /** Goes on until the endpoint is in service, has failed, or has gone back. */
    public change(name: string): void {
        const running = this.of(name);
        const working = this.bring(name).finally(() => (running.working = undefined));
        running.working = working;
        this.account.work(working);
    }

    public async settled(name: string): Promise<void> {
        await this.of(name).working;
    }

    /** One invocation of whatever the endpoint serves at this moment. */
    public async invoke(name: string, request: Request): Promise<Answer> {
        const running = this.of(name);
        const fleet = this.dealtTo(running);
        if (!fleet) throw new Refused("ValidationError", `Endpoint ${name} of account not found.`);
        const { variant } = fleet;
        const answer = await fleet.invoke(request).catch((error: Error): Answer => {
            if (REASONS.some((reason) => error instanceof reason)) throw error;
            return { status: 500, contentType: "text/plain", body: Buffer.from(error.message), millis: 0 };
        });
        this.metrics.add({
            endpoint: name,
            variant: variant.name,
            status: answer.status,
            millis: answer.millis,
            at: Date.now(),
        });
        if (answer.status < 400) running.repeat ??= () => this.invoke(name, request);
        return answer;
    }

    /** What each endpoint that answers was asked last, to be asked again. */
    public get repeated(): readonly (() => Promise<unknown>)[] {
        return [...this.running.values()].flatMap(({ repeat }) => repeat ?? []);
    }

    public async forget(name: string): Promise<void> {
        const { serves, next } = this.of(name);
        this.running.delete(name);
        await Promise.all([serves?.stop(), next?.fleet.stop()]);
    }

    private of(name: string): Running {
        const found = this.running.get(name) ?? { asked: 0 };
        this.running.set(name, found);
        return found;
    }

    /** Of a hundred requests, the share of them that is the new fleet's, spread evenly. */
    private dealtTo(running: Running): ServingFleet | undefined {
        const { next, serves } = running;
        const before = Math.floor(running.asked * (next?.share ?? 0));
        running.asked += 1;
        const isItsTurn = next !== undefined && Math.floor(running.asked * next.share) > before;
        return isItsTurn || !serves ? (next?.fleet ?? serves) : serves;
    }

    private async bring(name: string): Promise<void> {
        const endpoint = this.endpoint(name);
        const asked = endpoint.next ?? endpoint.configuration;
        const isFirst = endpoint.status === "Creating";
        const running = this.of(name);
        if (!isFirst && !running.serves) await this.serve(name);
        const fleet = this.fleetOf(endpoint, asked);
        try {
            const guard = guardOf(endpoint.deployment, fleet.variant.instances?.count);
            const role = this.roleOf(asked);
            if (!isFirst) this.checkAlarms(guard, role, name);
            // A serverless one begins with the first request.
            if (fleet.variant.instances) await fleet.start();
            // There is nothing to move requests from when an endpoint is created: guardrails are for updates.
            if (!isFirst) await this.move(name, fleet, guard, role);
            const before = running.serves;
            running.serves = fleet;
            running.next = undefined;
            this.hosting.turn(endpoint.arn, { status: "InService", configuration: asked, next: undefined });
            await before?.stop();
        } catch (error) {
            running.next = undefined;
            await fleet.stop();
            if (!REASONS.some((reason) => error instanceof reason)) throw error;
            const reason = (error as Error).message;
            this.account.say(endpoint.arn, reason);
            this.hosting.turn(endpoint.arn, { status: isFirst ? "Failed" : "InService", next: undefined, reason });
        }
    }

    private async move(name: string, fleet: ServingFleet, guard: Guard, role: string): Promise<void> {
        const { arn } = this.endpoint(name);
        const { clock } = this.account;
        for (const { share, seconds } of guard.steps) {
            this.of(name).next = { fleet, share };
            this.account.record({ kind: "endpoint.step", about: arn, data: { share, seconds } });
            if (seconds > 0) await this.watched(() => wait(clock, seconds * 1000, AT_LEAST.watched), guard, role, name);
        }
        const { bakeSeconds } = guard;
        if (bakeSeconds > 0)
            await this.watched(() => wait(clock, bakeSeconds * 1000, AT_LEAST.watched), guard, role, name);
    }

    /** A wait in which an alarm may end the update. */
    private async watched(time: () => Promise<void>, guard: Guard, role: string, name: string): Promise<void> {
        let over = false;
        const waits = time().then(() => (over = true));
        while (!over) {
            await Promise.race([waits, new Promise((resolve) => setTimeout(resolve, AT_LEAST.alarmPeriod / 5))]);
            this.checkAlarms(guard, role, name);
        }
    }

    /** As the model's own role: https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html */
    private checkAlarms({ alarms }: Guard, role: string, name: string): void {
        const all = this.account.part(Alarms);
        for (const alarm of alarms) {
            const found = all.all.find(({ resource }) => text(resource, "name") === alarm);
            if (!found)
                throw new Refused(
                    "ValidationException",
                    `Alarm ${alarm} of the auto rollback configuration does not exist`,
                );
            const arn = text(found.resource, "arn");
            if (!this.asked.has(`${role} ${arn}`))
                this.account.gateway.ask({
                    by: { role, as: this.endpoint(name).arn },
                    action: "cloudwatch:DescribeAlarms",
                    on: arn,
                });
            this.asked.add(`${role} ${arn}`);
            const { state, reason } = all.of(arn);
            if (state === "ALARM")
                throw new Refused(
                    "AlarmRollback",
                    `Alarm(s) [${readArn(arn).resource.replace(/^alarm:/, "")}] in ALARM state, the endpoint goes back to its previous configuration: ${reason}`,
                );
        }
    }
    private readonly asked = new Set<string>();

    private async serve(name: string): Promise<void> {
        const endpoint = this.endpoint(name);
        const fleet = this.fleetOf(endpoint, endpoint.configuration);
        this.of(name).serves = fleet;
        if (fleet.variant.instances) await fleet.start();
    }

    private fleetOf(endpoint: Endpoint, configuration: string): ServingFleet {
        const [variant, ...more] = this.hosting.configuration(configuration)?.variants ?? [];
        if (!variant)
            throw new Refused("ValidationException", `Could not find endpoint configuration "${configuration}".`);
        if (more.length > 0) throw new NotRehearsed(`an endpoint with ${more.length + 1} variants`);
        const model = this.hosting.model(variant.model);
        if (!model) throw new Refused("ValidationException", `Could not find model "${variant.model}".`);
        return new ServingFleet(this.account, endpoint, variant, model);
    }

    private roleOf(configuration: string): string {
        const model = this.hosting.configuration(configuration)?.variants[0]?.model ?? "";
        return this.hosting.model(model)?.role ?? "";
    }

    private endpoint(name: string): Endpoint {
        const found = this.hosting.endpoint(name);
        if (!found) throw new Refused("ValidationException", `Could not find endpoint "${name}".`);
        return found;
    }

    private get hosting(): Hosting {
        return this.account.part(Hosting);
    }

    private async end(): Promise<void> {
        const fleets = [...this.running.values()].flatMap(({ serves, next }) =>
            [serves ?? [], next?.fleet ?? []].flat(),
        );
        await Promise.allSettled(fleets.map((fleet) => fleet.stop()));
    }
}
