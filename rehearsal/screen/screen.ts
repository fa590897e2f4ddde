import type { Fold } from "../engine/journal";
import type { ActionShown, RunShown, Shown, Status } from "./model";

/** Shows facts while they happen. It never changes any. */
export interface Screen extends Fold {
    /** Leaves the terminal to a question; what it returns takes it back. */
    hold(): () => void;
    /** Shows how it ended, and lets go of the terminal. */
    end(): void;
}

/** As much of a terminal as a screen needs. */
export interface Terminal {
    write(text: string): unknown;
    readonly isTTY?: boolean;
    readonly columns?: number;
    readonly rows?: number;
}

/** How much it shows; some terminals say nothing of it, or zero. */
export function sizeOf({ columns = 0, rows = 0 }: Terminal): { readonly width: number; readonly height: number } {
    return { width: columns >= 20 ? columns : 80, height: rows >= 5 ? rows : 24 };
}

/** `3.1 s`, `42 s`, `2 min 05 s`. */
export function lasting(milliseconds: number): string {
    const seconds = milliseconds / 1000;
    if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
    if (seconds < 59.5) return `${Math.round(seconds)} s`;
    const whole = Math.round(seconds);
    return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

/** How long it took, or has taken by now; nothing where it has not begun. */
export function timeOf({ began, ended }: Shown, now: number): string {
    return began === undefined ? "" : lasting((ended ?? now) - began);
}

export const STATUS_WORDS: Readonly<Record<Status, string>> = {
    pending: "not begun",
    queued: "waits for its turn",
    running: "runs",
    asking: "waits for an answer",
    green: "green",
    red: "red",
    stopped: "stopped",
    superseded: "superseded by a newer run",
    cancelled: "cancelled",
    skipped: "skipped",
};

/** The first action of a run that was red. */
export function redAction({ stages }: RunShown): ActionShown | undefined {
    return stages.flatMap(({ actions }) => actions).find(({ status }) => status === "red");
}

/** Started by being there, and red because its source was still empty: the first push is what it waits for. */
export function foundNothing({ trigger, status, stages }: RunShown): boolean {
    const reds = stages.flatMap(({ actions }) => actions).filter((action) => action.status === "red");
    const atSources = reds.length > 0 && reds.every(({ planned }) => planned.category === "Source");
    return trigger === "CreatePipeline" && status === "red" && atSources;
}

/** What made a run red. */
export function whyRed(run: RunShown): string | undefined {
    if (run.status !== "red") return undefined;
    const red = redAction(run);
    if (red === undefined) {
        const denied = run.stages.find(({ status }) => status === "red");
        return denied?.why === undefined ? run.why : `${denied.name}: ${denied.why}`;
    }
    const stage = run.stages.find(({ actions }) => actions.includes(red))?.name;
    return `${stage}/${red.name}: ${red.why ?? red.log.last}`;
}

/** `4f2a9c31`: enough of a digest or commit to know it again. */
export function brief(digest: string): string {
    return digest.replace(/^sha256:/, "").slice(0, 12);
}
