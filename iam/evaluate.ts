// IAM's evaluation. What it cannot decide it says, and a decision never rests on it: an undecided permission permits
// nothing, an undecided refusal refuses. Small and without a dependency, because the rehearsal answers every call with
// it; `npm run prove` holds it against an independent simulator.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
import { readArn } from "../plan/arn";
import { holds } from "./evaluate/conditions";
import { like, likeResource } from "./evaluate/patterns";
import { namedBy, namesEverybody } from "./evaluate/principals";
import { allHold, Undecided } from "./evaluate/undecided";
import { texts } from "../plan/plans";
import type { Statement } from "../plan/policies";

export { Undecided, type Statement };

/** What a request says about itself. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

export interface Request {
    /** The ARN of a role, or the name of a service that acts as itself. */
    readonly by: string;
    readonly action: string;
    readonly on: string;
    /** Account of the resource: an S3 ARN does not say it. */
    readonly account: string;
    readonly context: Context;
    /** What AWS would know of a request and its context does not say. Without it, what is not said is not there. */
    readonly leavesOpen?: (key: string) => boolean;
}

/** The statements that have a say in a request. */
export interface Statements {
    readonly identity: readonly Statement[];
    /** The caller's permissions boundary, where it has one. */
    readonly boundary?: readonly Statement[];
    /** The policy of the resource, where it has one: a bucket's, a key's, a role's trust. */
    readonly resource?: readonly Statement[];
}

export interface Decision {
    readonly allowed: boolean;
    /** Which of the policies does not say yes, where none says no. */
    readonly lacks?: keyof Statements;
    /** The statement that says no. */
    readonly forbiddenBy?: { readonly statement: Statement; readonly in: keyof Statements };
    /** What could not be decided. */
    readonly doubts: readonly string[];
}

export function decide(request: Request, { identity, boundary, resource = [] }: Statements): Decision {
    const doubts: string[] = [];
    const speaking = (statements: readonly Statement[]) =>
        statements.filter((statement) => speaksOf(statement, request, doubts));
    const own = speaking(identity);
    const bounds = boundary && speaking(boundary);
    const named = (statement: Statement) => namedBy(statement, request.by, boundary !== undefined);
    const guarding = speaking(resource).filter((statement) => named(statement) !== "no");

    for (const [where, statements] of Object.entries({ identity: own, boundary: bounds ?? [], resource: guarding })) {
        const statement = statements.find(denies);
        if (statement) return { allowed: false, forbiddenBy: { statement, in: where as keyof Statements }, doubts };
    }
    const lacks = lackOf(request, {
        callerAllows: own.length > 0,
        within: bounds === undefined || bounds.length > 0,
        namesCaller: guarding.some((statement) => named(statement) === "caller"),
        namesAccount: guarding.some((statement) => named(statement) === "account"),
        everybody: guarding.some(namesEverybody),
    });
    return lacks === undefined ? { allowed: true, doubts } : { allowed: false, lacks, doubts };
}

/** Whether AWS would do it. Throws where that hangs on something undecided: a proof may not rest on that. */
export function allows(request: Request, statements: Statements): boolean {
    const { allowed, doubts } = decide(request, statements);
    if (!allowed && doubts.length > 0) throw new Undecided(`${request.action} on ${request.on}: ${doubts.join("; ")}`);
    return allowed;
}

interface Said {
    readonly callerAllows: boolean;
    readonly within: boolean;
    readonly namesCaller: boolean;
    readonly namesAccount: boolean;
    readonly everybody: boolean;
}

/** Whose yes is missing; none's where the answer is yes. */
function lackOf(request: Request, said: Said): keyof Statements | undefined {
    const { callerAllows, within, namesCaller, namesAccount, everybody } = said;
    const own = !callerAllows ? "identity" : !within ? "boundary" : undefined;
    if (!request.by.startsWith("arn:")) return namesCaller ? undefined : "resource";
    if (readArn(request.by).account !== request.account)
        return own ?? (namesCaller || namesAccount ? undefined : "resource");
    // A boundary also limits what a resource grants to a role by name, and not what it grants to everybody.
    if (namesCaller) return within || everybody ? undefined : "boundary";
    // Keys and roles ask the account only where their own policy says so.
    return decidesAlone(request) && !namesAccount ? "resource" : own;
}

/** Throws where it has an element that nobody here reads. */
function isKnown(statement: Statement): boolean {
    const strange = Object.keys(statement).filter((element) => !ELEMENTS.has(element));
    if (strange.length === 0) return true;
    const reason = statement[UNREAD];
    throw new Undecided(typeof reason === "string" ? reason : `the element ${strange.join(", ")} is not known`);
}

function decidesAlone({ action, on }: Request): boolean {
    return (action.startsWith("kms:") && on !== "*") || action.startsWith("sts:AssumeRole");
}

function denies(statement: Statement): boolean {
    return statement["Effect"] === "Deny";
}

/** Stands in the statements of a policy that cannot be read here, and says why. */
export const UNREAD = "Unread";
const ELEMENTS = new Set(
    "Sid Effect Action NotAction Resource NotResource Principal NotPrincipal Condition".split(" "),
);

/** Whether a statement is about an action at all, on whatever and whoever asks. */
export function isAbout({ Action, NotAction }: Statement, action: string): boolean {
    const isAction = (pattern: string) => like(action.toLowerCase(), pattern.toLowerCase(), {});
    return NotAction === undefined ? texts(Action).some(isAction) : !texts(NotAction).some(isAction);
}

/** Whether a statement says something about a request; in doubt, only a refusal does. */
function speaksOf(statement: Statement, { action, on, context, leavesOpen }: Request, doubts: string[]): boolean {
    const { Resource, NotResource, Condition } = statement;
    const isResource = (pattern: string) => likeResource(on, pattern, context);
    try {
        return allHold([
            () => isAbout(statement, action),
            () => Resource === undefined || texts(Resource).some(isResource),
            () => NotResource === undefined || !texts(NotResource).some(isResource),
            () => holds(Condition, context, leavesOpen),
            () => isKnown(statement),
        ]);
    } catch (error) {
        if (!(error instanceof Undecided)) throw error;
        doubts.push(error.message);
        return denies(statement);
    }
}
