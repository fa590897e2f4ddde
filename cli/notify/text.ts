// Who would have received what, for a terminal.
import type { JsonObject, Plan } from "../../plan/document";
import { Plans } from "../../plan/plans";
import type { Fact } from "../../rehearsal/engine/journal";
import type { Sample } from "./samples";
import { subscribersIn } from "../../rehearsal/notifications/subscribers";
import type { Paint } from "../../text/terminal";
import { beginning, wrap } from "../../text/wrap";

interface Told {
    readonly kind: string;
    readonly says: string;
    readonly file?: string;
    /** Why it did not arrive. */
    readonly why?: string;
}

export interface Heard {
    /** By recipient, in the order of the plan. */
    readonly recipients: ReadonlyMap<string, readonly Told[]>;
    /** What rules and alarms could not hand on at all. */
    readonly lost: readonly string[];
    /** What each topic was given, the first of each. */
    readonly messages: ReadonlyMap<string, JsonObject>;
    /** Everybody got something, and nothing was lost. */
    readonly isWhole: boolean;
}

export function heardOf(
    plan: Plan,
    happened: readonly { readonly kind: string; readonly facts: readonly Fact[] }[],
): Heard {
    const names = subscribersIn(new Plans([plan])).map(({ protocol, label }) => `${protocol} ${label}`);
    const recipients = new Map<string, Told[]>(names.map((name) => [name, []]));
    const messages = new Map<string, JsonObject>();
    const lost: string[] = [];
    for (const { kind, facts } of happened)
        for (const { kind: what, about, data } of facts) {
            if (what === "message" && !messages.has(about)) messages.set(about, data["message"] as JsonObject);
            if (what === "undelivered" || what === "alarm.untold") lost.push(`${kind}: ${String(data["why"])}`);
            if (!what.startsWith("notification")) continue;
            const { to, endpoint, says, file, why } = data as Readonly<Record<string, string>>;
            recipients.get(`${to} ${endpoint}`)?.push({ kind, says: says ?? "", file, why });
        }
    const all = [...recipients.values()];
    const isWhole =
        all.length > 0 &&
        lost.length === 0 &&
        all.every((told) => told.some(({ why }) => why === undefined) && told.every(({ why }) => why === undefined));
    return { recipients, lost, messages, isWhole };
}

/** Of what is said, in a line or two; the file has all. */
const LONGEST = 160;

export function linesOf(
    { recipients, lost }: Heard,
    samples: readonly Sample[],
    { folder }: { readonly folder: string },
    paint: Paint,
): readonly string[] {
    if (recipients.size === 0)
        return [
            "This stack tells nobody. Somebody is told by a line in its settings:",
            "",
            "  fairlead:notify: [{ to: email, address: team@example.com }]",
        ];
    return [
        ...wrap(`One of each happened: ${samples.map(({ kind }) => kind).join(", ")}.`, ""),
        ...[...recipients].flatMap(([name, told]) => [
            "",
            ...wrap(name, "", "  ").map(paint.bold),
            ...toldLines(told, samples, paint),
        ]),
        ...(lost.length === 0
            ? []
            : ["", paint.red("what nobody could be told"), ...lost.flatMap((why) => wrap(why, "  ", "    "))]),
        "",
        ...wrap(`Each as it would arrive: ${folder}/notifications/`, ""),
    ];
}

function toldLines(told: readonly Told[], samples: readonly Sample[], paint: Paint): readonly string[] {
    const silent = samples.map(({ kind }) => kind).filter((kind) => !told.some((one) => one.kind === kind));
    return [
        ...told.flatMap(({ kind, says, why }) => {
            const whole = says.replace(/\s+/g, " ").replace(/https?:\/\/\S+/g, "…");
            const text = whole.length > LONGEST ? `${beginning(whole, LONGEST)}…` : whole;
            const lines = wrap(text, `  ${kind.padEnd(12)}`, " ".repeat(14));
            return why === undefined ? lines : [...lines, ...wrap(why, "    ", "    ").map((line) => paint.red(line))];
        }),
        ...(told.length === 0 ? [`  ${paint.red("nothing")}`] : []),
        ...(silent.length === 0 ? [] : wrap(`not told of ${silent.join(", ")}`, "  ", "    ")),
    ];
}
