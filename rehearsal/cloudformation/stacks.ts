// CloudFormation: stacks that the plans made, what is in them, and what happened to each resource.
import { randomBytes } from "node:crypto";

import type { Json, JsonObject } from "../../plan/document";
import { type Planned, text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { type Caller, Refused } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { asJson, type Fact, type Fold } from "../engine/journal";
import type { Known } from "./scope";
import type { Kept } from "./template";

/** A resource that is there, with the properties that it was made or changed with last. */
export interface Live {
    readonly type: string;
    readonly known: Known;
    readonly properties: JsonObject;
    readonly deletionPolicy: Kept;
    readonly updateReplacePolicy: Kept;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackEvent.html */
export interface StackEvent {
    readonly logicalId: string;
    readonly type: string;
    readonly physicalId: string;
    readonly status: string;
    readonly reason?: string;
    readonly at: number;
}

/** What a stack is to become, while it changes. */
export interface Pending {
    readonly template: string;
    readonly parameters: Readonly<Record<string, string>>;
    readonly role: string;
    /** The action of a pipeline that it is for. */
    readonly action?: string;
}

export interface Stack {
    readonly arn: string;
    readonly name: string;
    readonly planned: Planned;
    readonly status: string;
    readonly reason?: string;
    readonly parameters: Readonly<Record<string, string>>;
    readonly outputs: Readonly<Record<string, Json>>;
    readonly resources: ReadonlyMap<string, Live>;
    readonly events: readonly StackEvent[];
    readonly pending?: Pending;
    /** What was there when the change began, for the way back. */
    readonly before: ReadonlyMap<string, Live>;
    /** What was replaced and is not taken away yet. */
    readonly replaced: readonly { readonly logicalId: string; readonly live: Live }[];
}

type State = Omit<Stack, "arn" | "name" | "planned">;
const NEW: State = {
    status: "CREATE_IN_PROGRESS",
    parameters: {},
    outputs: {},
    resources: new Map(),
    events: [],
    before: new Map(),
    replaced: [],
};

/** What a fact `stack.resource` says: with `live` it is there like that from now on, with `gone` it is no more. */
interface Happened {
    readonly logicalId: string;
    readonly type: string;
    readonly physicalId: string;
    readonly status: string;
    readonly reason?: string;
    readonly live?: Live;
    /** Whether what was there stays until the change is through. */
    readonly replaces?: boolean;
    readonly gone?: "resource" | "replaced";
}

/** Stacks by their ARN. Its facts: `stack.change` when one begins, `stack.resource` for each step, `stack.status` whenever that changes. */
export class Stacks implements Fold {
    private readonly states = new Map<string, State>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, data, at }: Fact): void {
        const known = this.states.get(about) ?? NEW;
        if (kind === "stack.change") {
            const { status, ...pending } = data as unknown as Pending & { status: string };
            this.states.set(about, { ...known, status, reason: undefined, pending, before: known.resources });
        }
        if (kind === "stack.status") {
            const said = data as unknown as Partial<State>;
            const ended = !String(said.status).endsWith("_IN_PROGRESS");
            this.states.set(about, { ...known, ...said, ...(ended ? { pending: undefined, replaced: [] } : {}) });
        }
        if (kind === "stack.resource") this.states.set(about, after(known, data as unknown as Happened, at));
    }

    /** By name or ARN. */
    public find(named: string): Stack {
        const found = this.account
            .created(TYPE.stack)
            .concat(this.account.plans.ofType(TYPE.stack))
            .find(({ resource }) => named === resource.id || named === text(resource, "name"));
        const arn = found?.resource.id;
        if (!found || arn === undefined) throw new Refused("ValidationError", `Stack with id ${named} does not exist`);
        return { arn, name: text(found.resource, "name"), planned: found, ...(this.states.get(arn) ?? NEW) };
    }

    public get all(): readonly Stack[] {
        return [...this.states.keys()].map((arn) => this.find(arn));
    }

    public begin(arn: string, status: string, pending: Pending): void {
        this.account.record({ kind: "stack.change", about: arn, data: asJson({ status, ...pending }) });
    }

    public turn(
        arn: string,
        status: string,
        more: Partial<Pick<State, "reason" | "parameters" | "outputs">> = {},
    ): void {
        this.account.record({ kind: "stack.status", about: arn, data: asJson({ status, ...more }) });
        this.account.say(arn, `${status}${more.reason === undefined ? "" : `: ${more.reason}`}`);
    }

    public happened(arn: string, what: Happened): void {
        const { logicalId, type, status, reason } = what;
        this.account.record({ kind: "stack.resource", about: arn, data: asJson(what) });
        this.account.say(arn, `${status} ${logicalId} (${type})${reason === undefined ? "" : `: ${reason}`}`);
    }
}

/** Whether a process that was killed had begun with a resource, and not seen the end of it. */
export const isBegun = ({ events }: Pick<Stack, "events">, name: string): boolean =>
    events
        .filter(({ logicalId }) => logicalId === name)
        .at(-1)
        ?.status.endsWith("_IN_PROGRESS") === true;

/** Under the stack's role, as CloudFormation. */
export const actingFor = ({ arn }: Pick<Stack, "arn">, role: string): Caller => ({
    role,
    as: arn,
    session: "AWSCloudFormation",
});

/** The end of a name that CloudFormation makes up. */
export const chance = (): string => randomBytes(9).toString("base64url").replace(/[-_]/g, "x");

function after(known: State, what: Happened, at: number): State {
    const { logicalId, type, physicalId, status, reason, live, replaces, gone } = what;
    const event = { logicalId, type, physicalId, status, at, ...(reason === undefined ? {} : { reason }) };
    const old = known.resources.get(logicalId);
    const resources = new Map(known.resources);
    if (live) resources.set(logicalId, live);
    if (gone === "resource") resources.delete(logicalId);
    const replaced =
        gone === "replaced"
            ? known.replaced.filter(({ live: { known: each } }) => each.ref !== physicalId)
            : replaces && old
              ? [...known.replaced, { logicalId, live: old }]
              : known.replaced;
    return { ...known, resources, replaced, events: [...known.events, event] };
}
