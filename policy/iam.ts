// IAM's evaluation, as far as our policies use it; whatever else a policy may contain is refused by name.
// Small and without a dependency, because the rehearsal answers every call with it; `tests/policy/tester.spec.ts` holds
// it against an independent simulator.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
import { isRecord, texts } from "./plan";

export type Statement = Readonly<Record<string, unknown>>;
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
}

/** Whether AWS would do it, given the caller's policies and those of the resource, where it has any. */
export function allows(request: Request, identity: readonly Statement[], resource?: readonly Statement[]): boolean {
    const own = identity.filter((statement) => speaksOf(statement, request));
    const guarding = (resource ?? []).filter((statement) => speaksOf(statement, request));
    const names = (statement: Statement) => principalMatch(statement, request.by);
    if (own.some(denies) || guarding.some((statement) => denies(statement) && names(statement) !== "no")) return false;

    const callerAllows = own.length > 0;
    const matches = guarding.map(names);
    const namesCaller = matches.includes("caller");
    const namesAccount = matches.includes("account");
    if (!request.by.startsWith("arn:")) return namesCaller;
    const [, , , , callersAccount] = request.by.split(":");
    if (callersAccount !== request.account) return callerAllows && (namesCaller || namesAccount);
    if (namesCaller) return true;
    // Keys and roles ask the account only where their own policy says so.
    return callerAllows && (!decidesAlone(request.action) || namesAccount);
}

function denies(statement: Statement): boolean {
    return statement["Effect"] === "Deny";
}

function decidesAlone(action: string): boolean {
    return action.startsWith("kms:") || action.startsWith("sts:AssumeRole");
}

const ELEMENTS = new Set(["Sid", "Effect", "Action", "Resource", "Principal", "Condition"]);

function speaksOf(statement: Statement, { action, on, context }: Request): boolean {
    for (const element of Object.keys(statement)) {
        if (!ELEMENTS.has(element)) throw new Error(`policy/iam.ts does not know the element ${element}`);
    }
    return (
        texts(statement["Action"]).some((pattern) => like(action.toLowerCase(), pattern.toLowerCase())) &&
        (statement["Resource"] === undefined || texts(statement["Resource"]).some((pattern) => like(on, pattern))) &&
        holds(statement["Condition"], context)
    );
}

function principalMatch(statement: Statement, caller: string): "caller" | "account" | "no" {
    const principal = statement["Principal"];
    if (principal === "*") return "caller";
    if (!isRecord(principal)) throw new Error(`policy/iam.ts does not know the principal ${JSON.stringify(principal)}`);
    const found = Object.entries(principal).map(([kind, who]) => {
        if (kind === "Service") return texts(who).includes(caller) ? "caller" : "no";
        if (kind !== "AWS") throw new Error(`policy/iam.ts does not know principals of the kind ${kind}`);
        if (texts(who).some((name) => name === caller || name === "*")) return "caller";
        const [, , , , account] = caller.split(":");
        return texts(who).some((name) => name === account || name === `arn:aws:iam::${account ?? ""}:root`)
            ? "account"
            : "no";
    });
    return found.includes("caller") ? "caller" : found.includes("account") ? "account" : "no";
}

type Test = (value: string, wanted: string) => boolean;
const equal: Test = (value, wanted) => value === wanted;
const OPERATORS: Readonly<Record<string, Test>> = {
    StringEquals: equal,
    StringLike: like,
    ArnEquals: likeArn,
    ArnLike: likeArn,
    Bool: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
};
const NEGATED: Readonly<Record<string, Test>> = {
    StringNotEquals: equal,
    StringNotLike: like,
    ArnNotEquals: likeArn,
    ArnNotLike: likeArn,
};

/** Every operator and every key must hold; one of a key's values is enough. */
function holds(condition: unknown, context: Context): boolean {
    if (condition === undefined) return true;
    if (!isRecord(condition)) throw new Error("policy/iam.ts asked for a condition block, found none");
    const known = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
    return Object.entries(condition).every(([operator, keys]) =>
        Object.entries(isRecord(keys) ? keys : {}).every(([key, wanted]) => {
            if (texts(wanted).some((value) => value.includes("${")))
                throw new Error(`policy/iam.ts does not know variables: ${key}`);
            return test(operator, known.get(key.toLowerCase()), texts(wanted));
        }),
    );
}

function test(written: string, value: string | readonly string[] | undefined, wanted: readonly string[]): boolean {
    if (written === "Null") return (value === undefined) === (wanted[0] === "true");
    const [, set = "", operator = "", ifExists = ""] =
        /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(written) ?? [];
    const positive = OPERATORS[operator];
    const negative = NEGATED[operator];
    const single = positive ?? negative;
    if (!single) throw new Error(`policy/iam.ts does not know the operator ${written}`);
    const passes = (one: string) => wanted.some((pattern) => single(one, pattern)) === (positive !== undefined);
    if (value === undefined) return set === "ForAllValues" || ifExists !== "" || (negative !== undefined && set === "");
    if (typeof value === "string") return passes(value);
    // A key of many values asked as if it had one: AWS leaves open what then holds, so nothing does.
    if (set === "") return false;
    return set === "ForAnyValue" ? value.some(passes) : value.every(passes);
}

const compiled = new Map<string, RegExp>();

/** `*` is any text, `?` one character. */
function like(value: string, pattern: string): boolean {
    if (!/[*?]/.test(pattern)) return value === pattern;
    let expression = compiled.get(pattern);
    if (!expression) {
        const source = pattern
            .replace(/[.+^${}()|[\]\\]/g, "\\$&")
            .replace(/\*/g, ".*")
            .replace(/\?/g, ".");
        expression = new RegExp(`^${source}$`, "s");
        compiled.set(pattern, expression);
    }
    return expression.test(value);
}

/** In a condition on an ARN, a wildcard does not reach over the colons of the first five parts. */
function likeArn(value: string, pattern: string): boolean {
    const cut = (arn: string) => {
        const parts = arn.split(":");
        return [...parts.slice(0, 5), parts.slice(5).join(":")];
    };
    const [values, patterns] = [cut(value), cut(pattern)];
    return values.length === patterns.length && values.every((part, at) => like(part, patterns[at] ?? ""));
}
