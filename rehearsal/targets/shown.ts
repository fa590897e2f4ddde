// What several kinds of target show alike: the answer at their address, and how a machine's life goes.
import type { JsonObject } from "../../plan/document";
import type { AnswerShown, InstanceShown, RunningShown } from "../screen/model";
import { whyOf } from "../screen/story/runs";

export function isWell({ status }: AnswerShown): boolean {
    return status >= 200 && status < 400;
}

/** What is wrong with what was answered at the end. */
export function unanswered({
    stack,
    name,
    answered,
}: Pick<RunningShown, "stack" | "name" | "answered">): readonly string[] {
    if (!answered) return [`${stack} ${name} has no address that could be asked`];
    if (isWell(answered)) return [];
    return [`${stack} ${name} answered ${answered.status === 0 ? answered.body : String(answered.status)}`];
}

/** What Auto Scaling said of a machine. */
export function movedOn(machine: InstanceShown, at: number, data: JsonObject): void {
    const { lifecycle } = data;
    if (lifecycle === "InService") machine.status = "green";
    if (lifecycle !== "Terminating") return;
    Object.assign(machine, { failed: machine.status !== "green", status: "stopped", why: whyOf(data), ended: at });
}
