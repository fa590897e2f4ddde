// What several kinds of target show alike: the answer at their address, and how a machine's life goes.
import type { JsonObject } from "../../plan/document";
import type { AnswerShown, InstanceShown, RunningShown } from "../screen/model";
import { whyOf } from "../screen/story/runs";

export function isWell({ status }: AnswerShown): boolean {
    return status >= 200 && status < 400;
}

/** Not every application has a first page, or shows it to all. The path of a rule has to be there. */
function refusesFirstPage({ url, status }: AnswerShown): boolean {
    return status >= 400 && status < 500 && new URL(url).pathname === "/";
}

/** What is wrong with what was answered at the end. A release that is well by its own health check has answered with a no as well. */
export function unanswered({
    stack,
    name,
    answered,
    isReleased = false,
}: Pick<RunningShown, "stack" | "name" | "answered"> & { readonly isReleased?: boolean }): readonly string[] {
    if (!answered) return [`${stack} ${name} has no address that could be asked`];
    if (isWell(answered) || (isReleased && refusesFirstPage(answered))) return [];
    return [`${stack} ${name} answered ${answered.status === 0 ? answered.body : String(answered.status)}`];
}

/** What Auto Scaling said of a machine. */
export function movedOn(machine: InstanceShown, at: number, data: JsonObject): void {
    const { lifecycle } = data;
    if (lifecycle === "InService") machine.status = "green";
    if (lifecycle !== "Terminating") return;
    Object.assign(machine, { failed: machine.status !== "green", status: "stopped", why: whyOf(data), ended: at });
}
