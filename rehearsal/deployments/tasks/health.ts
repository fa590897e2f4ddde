// What a container says of its own health: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
import { below } from "../../../plan/plans";
import { NotRehearsed } from "../../account/gateway";
import { AT_LEAST, type Clock, lasting } from "../../engine/clock";
import type { Change } from "../balancing/health";

export interface ContainerCheck {
    readonly argv: readonly string[];
    /** Seconds of AWS. */
    readonly interval: number;
    readonly startPeriod: number;
    readonly retries: number;
}

/** With ECS's defaults; none where the definition has none, or switches off what the image has. */
export function containerCheckOf(container: Readonly<Record<string, unknown>>): ContainerCheck | undefined {
    const check = below(container, "healthCheck");
    const command = Array.isArray(check["command"]) ? check["command"].map(String) : [];
    const [how, ...words] = command;
    if (how === undefined || how === "NONE") return undefined;
    if (how !== "CMD" && how !== "CMD-SHELL") throw new NotRehearsed(`a health check that begins with ${how}`);
    return {
        argv: how === "CMD" ? words : ["/bin/sh", "-c", words.join(" ")],
        interval: Number(check["interval"] ?? 30),
        startPeriod: Number(check["startPeriod"] ?? 0),
        retries: Number(check["retries"] ?? 3),
    };
}

/** Hears each exit code, and tells every change: well by one good answer, unwell by several bad ones in a row after the start. */
export class ContainerHealth {
    private healthy?: boolean;
    private bad = 0;
    private readonly startsUntil: number;

    constructor(
        private readonly check: ContainerCheck,
        clock: Clock,
        private readonly changed: (change: Change) => void,
    ) {
        this.startsUntil = Date.now() + lasting(clock, check.startPeriod * 1000, AT_LEAST.look);
    }

    public heard(code: number): void {
        const says = `${this.check.argv.join(" ")} ends with ${code}`;
        if (code === 0) {
            this.bad = 0;
            if (this.healthy !== true) this.changed({ healthy: (this.healthy = true), why: says });
            return;
        }
        if (this.healthy === undefined && Date.now() < this.startsUntil) return;
        this.bad++;
        if (this.bad < this.check.retries || this.healthy === false) return;
        this.changed({ healthy: (this.healthy = false), why: says });
    }
}
