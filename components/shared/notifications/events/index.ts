import type { EventKind, Fact, Form, Watched } from "../seams";
import { action, build, deployment, pipeline, stage } from "./states";
import { alarm, approval, cancelled, failed, live, notFetched, rollback } from "./outcomes";
import { schedule } from "./schedule";

/** Every kind of event; a new one stands among its like and has a line here. */
export const eventKinds: readonly EventKind[] = [
    failed,
    cancelled,
    notFetched,
    approval,
    rollback,
    alarm,
    schedule,
    live,
    pipeline,
    stage,
    action,
    build,
    deployment,
];

export const BY_DEFAULT: readonly string[] = eventKinds.filter(({ byDefault }) => byDefault).map(({ kind }) => kind);

type Told = readonly { readonly kind: string; readonly fact: Fact }[];

/**
 * How many names a rule lists: some patterns say each twice, and AWS takes 2048 characters of a pattern
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html). By number, as names are known once they are made.
 */
const MOST_NAMES = 12;

/** What is told to who asks for these kinds: each fact once, by as many rules as it takes to list all that it may happen to. */
export function factsOf(about: readonly string[], of: Watched, form: Form): Told {
    const lists = Object.values(of).filter((each): each is Fact["of"] => typeof each !== "string");
    const rules = Math.max(1, ...lists.map((list) => Math.ceil(list.length / MOST_NAMES)));
    return Array.from({ length: rules }, (_, at) => toldOf(about, partOf(of, at), form).map(numbered(at))).flat();
}

function partOf({ environment, ...lists }: Watched, at: number): Watched {
    const part = Object.entries(lists).map(([key, list]) => [key, list.slice(at * MOST_NAMES, (at + 1) * MOST_NAMES)]);
    return { environment, ...(Object.fromEntries(part) as typeof lists) };
}

const numbered =
    (at: number) =>
    ({ kind, fact }: Told[number]): Told[number] => ({
        kind,
        fact: at === 0 ? fact : { ...fact, name: `${fact.name}-${at + 1}` },
    });

/** Each fact once, whichever of the kinds could tell of it. */
function toldOf(about: readonly string[], of: Watched, form: Form): Told {
    const asked = eventKinds.filter(({ kind }) => about.includes(kind));
    const covered = new Set(asked.flatMap(({ covers }) => covers ?? []));
    const told = asked.filter(({ kind }) => !covered.has(kind));
    const widest = Math.max(0, ...told.map(({ width }) => width ?? 0));
    return told.flatMap((each) =>
        each
            .facts(of, { failures: (each.width ?? 0) >= widest, form })
            .filter((fact) => fact.of.length > 0)
            .map((fact) => ({ kind: each.kind, fact })),
    );
}

/** Whether an alarm is told to who asks for these. */
export const hearsAlarms = (about: readonly string[]): boolean => about.includes(alarm.kind);
/** Whether an approval asks who asks for these. */
export const isAsked = (about: readonly string[]): boolean => about.includes(approval.kind);
/** Whether Verify has to tell. */
export const hearsWhatIsLive = (about: readonly string[]): boolean => about.includes(live.kind);
