// The one way to anything in the account: a role asks, IAM answers, and only then something happens.
import type { Row } from "../../iam/calls/types";
import { readArn } from "../../plan/arn";
import type { Context } from "../../iam/evaluate";
import type { Json } from "../../plan/document";
import { asJson } from "../engine/journal";
import type { LocalAccount } from "./local-account";

export interface Caller {
    /** The ARN of a role, or the name of a service that acts as itself. */
    readonly role: string;
    /** For the reader of a log: the service, job or person behind the role. */
    readonly as: string;
    /** The session name. @default - that of a CodeBuild job */
    readonly session?: string;
    /** How often its client tries in all, if a job sets that. */
    readonly attempts?: number;
}

/** A role in a job, as AWS names it in histories and errors. */
export function sessionOf({ role, session = "AWSCodeBuild" }: Caller): string {
    const { account, resource } = readArn(role);
    const [, partition = ""] = role.split(":");
    return `arn:${partition}:sts::${account}:assumed-role/${resource.replace(/^role\//, "")}/${session}`;
}

export interface Call {
    readonly by: Caller;
    /** The IAM action, which is not always the name of the API. */
    readonly action: string;
    /** The ARN, or `*` for actions without resources. */
    readonly on: string;
    readonly context?: Context;
    readonly input?: Json;
    /** Who is known to work without this statement. If it is missing, that is recorded, and nothing is denied. */
    readonly doubted?: string;
}

export type Verdict =
    | { readonly allowed: true }
    | {
          readonly allowed: false;
          /** Whose policy lacks it: the caller's or its boundary, the resource's, a key's, or a role's trust. */
          readonly where: "identity" | "boundary" | "resource" | "key" | "trust";
          /** The statement to add there, ready to paste. */
          readonly missing: string;
          /** Why it could not be decided; what cannot be decided is denied. */
          readonly undecided?: string;
      };

export type Judge = (call: Call) => Verdict;

/** What a service does once it is allowed. Its effects are facts; further calls in the caller's name go through the gateway. */
export type Service = (call: Call, account: LocalAccount) => Json | Promise<Json>;

export interface Gateway {
    /** Asks IAM and nothing else. Throws `Denied`. */
    ask(call: Call): void;
    /** Asks IAM, then does it. Throws `Denied`, `NotRehearsed`, or what the service refuses. */
    call(call: Call): Promise<Json>;
}

export class Denied extends Error {
    constructor(
        public readonly call: Call,
        public readonly verdict: Verdict & { readonly allowed: false },
    ) {
        super(`${call.by.role.split("/").pop() ?? call.by.role} may not ${call.action} on ${call.on}`);
    }
}

/** Something AWS knows and the rehearsal does not: never guessed, always by name. */
export class NotRehearsed extends Error {
    constructor(public readonly what: string) {
        super(`not rehearsed: ${what}`);
    }
}

/** A refusal by a service itself, with AWS's own code: NoSuchKey, ImageNotFoundException … */
export class Refused extends Error {
    constructor(
        public readonly code: string,
        message: string,
    ) {
        super(message);
    }
}

export class AuthorizingGateway implements Gateway {
    constructor(
        private readonly judge: Judge,
        private readonly services: ReadonlyMap<string, Service>,
        private readonly account: LocalAccount,
    ) {}

    public ask(call: Call): void {
        const verdict = this.judge(call);
        const { by, on, doubted } = call;
        const isDoubted = !verdict.allowed && doubted !== undefined;
        this.account.record({
            kind: verdict.allowed ? "allowed" : isDoubted ? "doubted" : "denied",
            about: call.action,
            data: asJson({ role: by.role, as: by.as, on, ...(verdict.allowed ? {} : { ...verdict, doubted }) }),
        });
        if (!verdict.allowed && !isDoubted) throw new Denied(call, verdict);
    }

    public async call(call: Call): Promise<Json> {
        const service = this.services.get(call.action);
        if (!service) throw new NotRehearsed(call.action);
        this.ask(call);
        return service(call, this.account);
    }
}

/** Asks for everything that AWS will call here before any of it is done, so that a missing statement stops the right action. */
export function askRows<S>(gateway: Gateway, by: Caller, rows: readonly Row<S>[], at: S, more: Context = {}): void {
    for (const { action, on, context, doubted } of rows) {
        for (const resource of on(at))
            gateway.ask({ by, action, on: resource, context: { ...more, ...context?.(at, resource) }, doubted });
    }
}
