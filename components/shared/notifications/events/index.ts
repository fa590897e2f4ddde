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

/** What is told to who asks for these kinds: each fact once, whichever of them could tell of it. */
export function factsOf(
    about: readonly string[],
    of: Watched,
    form: Form,
): readonly { readonly kind: string; readonly fact: Fact }[] {
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
