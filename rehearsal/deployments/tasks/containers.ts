// The containers of one task: each starts once what it depends on allows it to and ends before that does, and the task ends
// with the first of the essential ones.
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html, under dependsOn, essential and timeouts
import { EventEmitter, once } from "node:events";

import type { Address, Asking, Container } from "../../containers/engine";
import { AT_LEAST, type Clock, lasting } from "../../engine/clock";
import type { Change } from "../balancing/health";
import type { ContainerDefinition, Dependency } from "./definition";
import { ContainerHealth } from "./health";

export interface Member {
    readonly definition: ContainerDefinition;
    /** Nothing where it is not run here: what others wait for of it is then taken to have come. */
    readonly start?: (asks: Asking | undefined) => Promise<Container>;
}

/** How a container ended: with a code, or without because it never ran. */
export interface ContainerEnd {
    readonly why: string;
    readonly exitCode?: number;
}

/** And which one. */
export interface TaskEnd extends ContainerEnd {
    readonly container: string;
}

interface One extends Member {
    container?: Container;
    status: "PENDING" | "RUNNING" | "STOPPED";
    healthy?: boolean;
    /** Whether others have waited for it longer than it may take. */
    isLate?: boolean;
    end?: ContainerEnd;
}

export class TaskContainers {
    /** All have begun that ever do. */
    public readonly begun: Promise<void>;
    /** The first of the essential ones has ended, and nobody had asked for it. */
    public readonly failed: Promise<TaskEnd>;
    /** All have ended: after that one, or because they were asked to. */
    public readonly ended: Promise<TaskEnd | undefined>;
    /** From the moment at which the task stops. */
    public isEnding = false;
    private readonly all: readonly One[];
    private readonly news = new EventEmitter().setMaxListeners(0);
    private isOver = false;
    private left?: Promise<void>;
    private first?: TaskEnd;

    /**
     * @param judged hears what the essential ones together say of their health
     * @param close after the last has ended
     */
    constructor(
        members: readonly Member[],
        private readonly clock: Clock,
        private readonly judged: ((change: Change) => void) | undefined,
        private readonly close: () => Promise<void>,
    ) {
        this.all = members.map((member) => ({ ...member, status: member.start ? "PENDING" : "RUNNING" }));
        for (const one of this.all) if (one.start) void this.bring(one, one.start);
        this.failed = this.until(() => this.first !== undefined).then(() => this.first as TaskEnd);
        this.ended = this.until(() => this.isOver).then(() => this.first);
        this.begun = this.until(() => this.all.every(({ status }) => status !== "PENDING"));
    }

    /** Where the one with a port answers. */
    public get address(): Address | undefined {
        return this.all.flatMap(({ container }) => container?.address ?? [])[0];
    }

    /** Whether they say how they are. */
    public get isAsked(): boolean {
        return this.asked.length > 0;
    }

    public get isSeveral(): boolean {
        return this.all.length > 1;
    }

    /** How each has ended so far. */
    public get ends(): readonly TaskEnd[] {
        return this.all.flatMap(({ definition: { name }, end }) => (end ? [{ container: name, ...end }] : []));
    }

    /** Those that others depend on end last. Resolves once all have ended. */
    public stop(): Promise<void> {
        this.isEnding = true;
        this.news.emit("news");
        return (this.left ??= Promise.all(this.all.map((one) => this.stopOne(one))).then(() => this.over()));
    }

    /** All at once, at the end of a rehearsal. */
    public async abandon(): Promise<void> {
        this.isEnding = true;
        this.news.emit("news");
        await this.begun;
        const begun = this.all.flatMap(({ container }) => container ?? []);
        await Promise.all(begun.map((container) => container.stop(AT_LEAST.stopping)));
        await this.over();
    }

    private async over(): Promise<void> {
        await this.close();
        this.isOver = true;
        this.news.emit("news");
    }

    private async bring(one: One, start: NonNullable<Member["start"]>): Promise<void> {
        const { dependsOn } = one.definition;
        const said = (): readonly (boolean | undefined)[] => dependsOn.map((each) => this.allows(each));
        await this.until(() => this.isEnding || said().includes(false) || said().every((each) => each === true));
        if (this.isEnding) return this.stopped(one, { why: "its task was stopped before it began" });
        const failed = dependsOn.find((each) => this.allows(each) === false);
        if (failed) return this.stopped(one, { why: `it waits for ${failed.on} to be ${failed.condition}, in vain` });
        try {
            one.container = await start(this.asking(one));
        } catch (error) {
            return this.stopped(one, { why: error instanceof Error ? error.message : String(error) });
        }
        one.status = "RUNNING";
        this.news.emit("news");
        this.timeOut(one);
        this.stopped(one, endOf(one.container, await one.container.ended));
    }

    /** Nothing as long as nobody knows. In the order of `agent/engine/dependencygraph` in aws/amazon-ecs-agent. */
    private allows({ on, condition }: Dependency): boolean | undefined {
        const { start, status, healthy, isLate, end } = this.of(on);
        if (!start) return true;
        if (condition === "START") return status === "PENDING" ? undefined : end === undefined || hasRun(end);
        if (condition === "HEALTHY" ? healthy === true : end && hasRun(end))
            return condition !== "SUCCESS" || end?.exitCode === 0;
        return status === "STOPPED" || isLate === true ? false : undefined;
    }

    /** Its time begins when it does. */
    private timeOut(one: One): void {
        const { startTimeout } = one.definition;
        if (startTimeout === undefined) return;
        const late = (): void => {
            one.isLate = true;
            this.news.emit("news");
        };
        setTimeout(late, lasting(this.clock, startTimeout * 1000, AT_LEAST.startUp)).unref();
    }

    /** Nobody is asked whose answer nobody hears. */
    private asking(one: One): Asking | undefined {
        const { name, essential, check } = one.definition;
        const isAwaited = this.all.some(({ definition: { dependsOn } }) =>
            dependsOn.some(({ on, condition }) => on === name && condition === "HEALTHY"),
        );
        if (!check || !(isAwaited || (essential && this.judged))) return undefined;
        const health = new ContainerHealth(check, this.clock, (change) => this.heard(one, change));
        return {
            argv: check.argv,
            every: lasting(this.clock, check.interval * 1000, AT_LEAST.look),
            heard: (code) => health.heard(code),
        };
    }

    /** A task is as well as its essential containers that say how they are: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
    private heard(one: One, { healthy, why }: Change): void {
        one.healthy = healthy;
        this.news.emit("news");
        if (!one.definition.essential || (healthy && this.asked.some((each) => each.healthy !== true))) return;
        this.judged?.({ healthy, why: this.all.length === 1 ? why : `${one.definition.name}: ${why}` });
    }

    private get asked(): readonly One[] {
        return this.all.filter(({ start, definition: { essential, check } }) => start && essential && check);
    }

    private stopped(one: One, end: ContainerEnd): void {
        Object.assign(one, { status: "STOPPED", end });
        if (one.definition.essential && !this.isEnding) {
            this.first = { container: one.definition.name, ...end };
            void this.stop();
        }
        this.news.emit("news");
    }

    private async stopOne(one: One): Promise<void> {
        const { name, stopTimeout } = one.definition;
        const after = this.all.filter(({ definition: { dependsOn } }) => dependsOn.some(({ on }) => on === name));
        await this.until(() => one.status !== "PENDING" && after.every(({ status }) => status === "STOPPED"));
        if (!one.start) return void Object.assign(one, { status: "STOPPED" });
        await one.container?.stop(lasting(this.clock, stopTimeout * 1000, AT_LEAST.stopping));
        await this.until(() => one.status === "STOPPED");
    }

    private of(name: string): One {
        const found = this.all.find(({ definition }) => definition.name === name);
        if (!found) throw new Error(`a task without a container ${name}`);
        return found;
    }

    private async until(holds: () => boolean): Promise<void> {
        while (!holds()) await once(this.news, "news");
    }
}

const hasRun = ({ exitCode }: ContainerEnd): boolean => exitCode !== undefined;

/**
 * Why a task stopped whose container has ended, and nothing where it never began.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cannot-start-container.html
 */
export function endOf(container: Container, exitCode: number): ContainerEnd {
    const never = container.neverRan?.();
    return never === undefined
        ? { why: "Essential container in task exited", exitCode }
        : { why: `CannotStartContainerError: failed to get container status: ${never}` };
}
