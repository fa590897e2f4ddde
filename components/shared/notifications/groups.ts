// Which topics there are: one for all who are told the same in the same form. The rules are the filter: what EventBridge
// publishes has no attributes to filter by, and words are no JSON. Pure.
import { createHash } from "node:crypto";

import type * as pulumi from "@pulumi/pulumi";

import type { Refusal } from "../../setting-rules";
import { BY_DEFAULT } from "./events";
import { recipients } from "./recipients";
import type { Form, RecipientContext, RecipientFrom } from "./seams";
import type { Topic } from "./topic";

/** Somebody who is told, as the settings have it. */
export interface Recipient {
    readonly to: string;
    /** Kinds of events. */
    readonly about: readonly string[];
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a kind takes is known to its own schema alone
    readonly [setting: string]: any;
}

/** A recipient's kind; which settings it takes is known to it alone. */
export interface AnyRecipientKind {
    readonly to: string;
    readonly form: Form;
    readonly rules?: (settings: never, about: RecipientContext) => readonly Refusal[];
    label(settings: never): string;
    make(
        name: { readonly subscription: string; readonly own: string },
        settings: never,
        topic: Topic,
        from: RecipientFrom,
        opts: pulumi.CustomResourceOptions,
    ): void;
    nextSteps(settings: never, topics: number): readonly string[];
}

export function kindOf({ to }: Pick<Recipient, "to">): AnyRecipientKind {
    const kind = (recipients as readonly AnyRecipientKind[]).find((candidate) => candidate.to === to);
    if (!kind) throw new Error(`no recipient is called ${to}; the settings let it pass`);
    return kind;
}

/** The settings of the kind itself. */
export function ownOf({ to: _to, about: _about, ...settings }: Recipient): never {
    // The schema that let these pass is the kind's own.
    return settings as never;
}

export interface Group {
    /** Ends the names of its topic and rules; empty for words about what is told by default. */
    readonly suffix: string;
    readonly form: Form;
    readonly about: readonly string[];
    readonly recipients: readonly Recipient[];
}

/** Words about what is told by default, to nobody yet. */
const WORDS: Group = { suffix: "", form: "text", about: BY_DEFAULT, recipients: [] };

/** In the order in which the settings first name them; the words of the default first. */
export function groupsOf(all: readonly Recipient[]): readonly Group[] {
    const groups = new Map<string, Group>([[WORDS.suffix, WORDS]]);
    for (const recipient of all) {
        const { form } = kindOf(recipient);
        const about = [...new Set(recipient.about)].sort();
        const suffix = `${form === "text" ? "" : `-${form}`}${aboutSuffix(about)}`;
        const group = groups.get(suffix) ?? { suffix, form, about, recipients: [] };
        groups.set(suffix, { ...group, recipients: [...group.recipients, recipient] });
    }
    return [...groups.values()];
}

/** As long as the digest: the name of a rule has 64 characters, with the stack's. */
const LONGEST = 6;

function aboutSuffix(about: readonly string[]): string {
    if (about.join() === [...BY_DEFAULT].sort().join()) return "";
    const words = about.join("-");
    if (words.length <= LONGEST) return `-${words}`;
    return `-${createHash("sha256").update(words).digest("hex").slice(0, LONGEST)}`;
}

/** Makes what receives, and subscribes it. */
export function makeRecipient(
    recipient: Recipient,
    { name, prefix, topic }: { readonly name: string; readonly prefix: string; readonly topic: Topic },
    from: RecipientFrom,
    opts: pulumi.CustomResourceOptions,
): void {
    const kind = kindOf(recipient);
    const settings = ownOf(recipient);
    const label = kind.label(settings);
    const names = { subscription: `${name}-${kind.to}-${label}`, own: `${prefix}-${label}` };
    kind.make(names, settings, topic, from, opts);
}
