// Questions for IAM, as fast-check draws them: who asks, what, under which policies, with which context.
import fc from "fast-check";

import type { Context, Request, Statement, Statements } from "../../iam/evaluate";

export interface Asked {
    readonly request: Request;
    readonly statements: Statements;
}

const HOME = "111122223333";
const AWAY = "999999999999";
const CALLERS = [`arn:aws:iam::${HOME}:role/line/job`, `arn:aws:iam::${HOME}:role/job`];
/** Whoever brings its token asks as the provider, and has no policy of its own. */
const ISSUERS = ["token.actions.githubusercontent.com", "api.pulumi.com/oidc"].map(
    (host) => `arn:aws:iam::${HOME}:oidc-provider/${host}`,
);
const BY_TOKEN = "sts:AssumeRoleWithWebIdentity";
const SERVICES = ["events.amazonaws.com", "codebuild.amazonaws.com"];

interface Place {
    readonly action: string;
    readonly on: (account: string) => string;
    /** Whether what it is made on has a policy: always, perhaps, or never. */
    readonly guarded: "always" | "perhaps" | "never";
}

const PLACES: readonly Place[] = [
    { action: "s3:GetObject", on: () => "arn:aws:s3:::store/team-a/a.zip", guarded: "perhaps" },
    { action: "kms:Decrypt", on: (account) => `arn:aws:kms:eu-west-1:${account}:key/0000-1111`, guarded: "always" },
    { action: "sts:AssumeRole", on: (account) => `arn:aws:iam::${account}:role/target`, guarded: "always" },
    { action: BY_TOKEN, on: (account) => `arn:aws:iam::${account}:role/target`, guarded: "always" },
    { action: "sns:Publish", on: (account) => `arn:aws:sns:eu-west-1:${account}:people`, guarded: "perhaps" },
    {
        action: "events:PutEvents",
        on: (account) => `arn:aws:events:eu-west-1:${account}:event-bus/b`,
        guarded: "perhaps",
    },
    { action: "iam:PassRole", on: (account) => `arn:aws:iam::${account}:role/team-a/task`, guarded: "never" },
    {
        action: "codebuild:StartBuild",
        on: (account) => `arn:aws:codebuild:eu-west-1:${account}:project/job`,
        guarded: "never",
    },
];

interface Family {
    readonly operators: readonly string[];
    /** What a request may say, by key; a list where the key has many values. */
    readonly keys: Readonly<Record<string, readonly (string | readonly string[])[]>>;
    readonly wanted: readonly string[];
}

const EQUALITY = ["Equals", "NotEquals"];
const ORDER = ["LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"];
const named = (prefix: string, names: readonly string[]) => names.map((name) => `${prefix}${name}`);
/** One looks like a wildcard, which it is nowhere in a request. */
const texts = ["team-a", "Team-A", "team-b", "team-*"];
const rule = (account: string, name: string) => `arn:aws:events:eu-west-1:${account}:rule/${name}`;

/** Ten families of operators: eight here, `Null` and the two set words below. */
const FAMILIES: Readonly<Record<string, Family>> = {
    text: {
        operators: named("String", [...EQUALITY, "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"]),
        keys: { "aws:UserAgent": texts, "aws:PrincipalTag/team": texts, "aws:SourceAccount": [HOME, AWAY] },
        wanted: [
            ...texts,
            "?eam-a",
            "TEAM-?",
            "*",
            HOME,
            "team-${*}",
            "${aws:PrincipalTag/team}",
            "${aws:UserAgent, 'team-b'}",
        ],
    },
    list: {
        operators: named("String", [...EQUALITY, "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"]),
        keys: { "aws:TagKeys": [["a"], ["a", "b"], ["B"], ["c", "team-a"]], "aws:CalledVia": [["a"], ["b", "c"]] },
        wanted: ["a", "b", "B", "*", "team-*", "x", "${aws:PrincipalTag/team}"],
    },
    number: {
        operators: named("Numeric", [...EQUALITY, ...ORDER]),
        keys: { "aws:MultiFactorAuthAge": ["5", "10", "10.5", "-1", "0"] },
        wanted: ["5", "10", "10.0", "10.5", "-1", "7"],
    },
    date: {
        operators: named("Date", [...EQUALITY, ...ORDER]),
        keys: { "aws:CurrentTime": ["2026-01-01T00:00:00Z", "2026-06-01T12:00:00Z"] },
        wanted: ["2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", "2026-03-01", "2026-06-01T12:00:00.000Z"],
    },
    bool: {
        operators: ["Bool"],
        keys: { "aws:SecureTransport": ["true", "false", "True"], "aws:ViaAWSService": ["true", "false"] },
        wanted: ["true", "false", "TRUE"],
    },
    binary: {
        operators: ["BinaryEquals"],
        keys: { "aws:PrincipalTag/blob": ["aGVsbG8=", "d29ybGQ="] },
        wanted: ["aGVsbG8=", "AGVSBG8="],
    },
    address: {
        operators: ["IpAddress", "NotIpAddress"],
        keys: { "aws:SourceIp": ["10.0.0.1", "10.0.1.1", "192.0.2.7", "2001:db8::1"] },
        // Not 0.0.0.0/0: to the simulator, that is no address at all.
        wanted: ["10.0.0.0/24", "10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32", "128.0.0.0/1"],
    },
    arn: {
        operators: named("Arn", [...EQUALITY, "Like", "NotLike"]),
        keys: { "aws:SourceArn": [rule(HOME, "one"), rule(AWAY, "one"), rule(HOME, "bus/two")] },
        wanted: [rule(HOME, "one"), rule(HOME, "*"), rule("*", "one"), rule(HOME, "on?"), "arn:aws:events:*:*:*"],
    },
};

export const OPERATORS: readonly string[] = [
    ...new Set(Object.values(FAMILIES).flatMap(({ operators }) => operators)),
    "Null",
];

const KEYS = Object.assign({}, ...Object.values(FAMILIES).map(({ keys }) => keys)) as Family["keys"];

/** Each key is there three times out of four. */
const anyContext: fc.Arbitrary<Context> = fc
    .record(
        Object.fromEntries(
            Object.entries(KEYS).map(([key, values]) => [
                key,
                fc.option(fc.constantFrom(...values), { freq: 4, nil: undefined }),
            ]),
        ),
    )
    .map((drawn) => Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== undefined)) as Context);

/** A variable that the request does not fill in is undecided to us and a mismatch to others. */
function fillable(text: string, context: Context): boolean {
    const [, variable] = /\$\{([\w:/]+)\}/.exec(text) ?? [];
    return variable === undefined || typeof context[variable] === "string";
}

/** To the simulator `${*}` is an asterisk only where an asterisk is a wildcard; AWS says so of any text. */
function escapable(text: string, operator: string): boolean {
    return !text.includes("${*}") || operator.endsWith("Like");
}

function anyCondition(context: Context): fc.Arbitrary<Statement | undefined> {
    const comparison = fc.constantFrom(...Object.values(FAMILIES)).chain(({ operators, keys, wanted }) =>
        fc
            .record({
                set: fc.option(fc.constantFrom("ForAnyValue:", "ForAllValues:"), { freq: 2, nil: "" }),
                operator: fc.constantFrom(...operators),
                ifExists: fc.constantFrom("", "", "", "IfExists"),
                key: fc.constantFrom(...Object.keys(keys)).chain((key) => fc.constantFrom(key, key.toLowerCase())),
            })
            .chain(({ set, operator, ifExists, key }) => {
                const sound = wanted.filter((text) => fillable(text, context) && escapable(text, operator));
                return fc.uniqueArray(fc.constantFrom(...sound), { minLength: 1, maxLength: 3 }).map((values) => ({
                    [`${set}${operator}${ifExists}`]: { [key]: values.length === 1 ? (values[0] ?? "") : values },
                }));
            }),
    );
    const presence = fc
        .record({ key: fc.constantFrom(...Object.keys(KEYS)), absent: fc.constantFrom("true", "false") })
        .map(({ key, absent }) => ({ Null: { [key]: absent } }));
    const block = fc
        .array(fc.oneof({ weight: 9, arbitrary: comparison }, { weight: 1, arbitrary: presence }), {
            minLength: 1,
            maxLength: 2,
        })
        .map((parts) => Object.assign({}, ...parts) as Statement);
    return fc.option(block, { freq: 2, nil: undefined });
}

function anyAction(action: string): fc.Arbitrary<Statement> {
    const [service = "", name = ""] = action.split(":");
    const right = [
        action,
        action,
        `${service}:*`,
        "*",
        `${service}:${name.slice(0, 3)}*`,
        `${service}:${name.toUpperCase()}`,
    ];
    const wrong = [`${service}:Delete*`, "ec2:RunInstances", `${service}:${name}s`, `${service}:?`];
    return element("Action", right, wrong);
}

function anyResource(on: string, context: Context): fc.Arbitrary<Statement> {
    const parts = on.split(":");
    const instead = (at: number, text: string) => parts.map((part, index) => (index === at ? text : part)).join(":");
    const [last = ""] = parts.slice(-1);
    const right = [on, "*", instead(5, `${last.slice(0, -3)}*`), instead(5, `${last.slice(0, -1)}?`), instead(3, "*")];
    const wrong = [`${on}x`, instead(4, AWAY), instead(1, "aws-cn"), on.replace("team-a", "${aws:PrincipalTag/team}")];
    return element(
        "Resource",
        right,
        wrong.filter((text) => fillable(text, context)),
    );
}

/** `Action` or `NotAction`, `Resource` or `NotResource`; rather right than wrong, or nothing would ever be allowed. */
function element(name: string, right: readonly string[], wrong: readonly string[]): fc.Arbitrary<Statement> {
    const one = fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...right) },
        { weight: 1, arbitrary: fc.constantFrom(...wrong) },
    );
    const listed = fc.oneof(one, fc.uniqueArray(one, { minLength: 1, maxLength: 2 }));
    const not = fc.uniqueArray(fc.constantFrom(...wrong, ...wrong, ...right), { minLength: 1, maxLength: 2 });
    return fc.oneof(
        { weight: 6, arbitrary: listed.map((value) => ({ [name]: value })) },
        { weight: 1, arbitrary: not.map((value) => ({ [`Not${name}`]: value })) },
    );
}

const effect = fc.constantFrom("Allow", "Allow", "Allow", "Allow", "Deny");

function anyStatement(action: string, on: string, context: Context): fc.Arbitrary<Statement> {
    return fc
        .tuple(effect, anyAction(action), anyResource(on, context), anyCondition(context))
        .map(([Effect, does, to, Condition]) => ({ Effect, ...does, ...to, ...(Condition ? { Condition } : {}) }));
}

function anyPrincipal(by: string): fc.Arbitrary<unknown> {
    const account = by.split(":")[4] ?? HOME;
    const strangers = [...CALLERS, `arn:aws:iam::${AWAY}:root`];
    const own = [account, `arn:aws:iam::${account}:root`, ...(by.startsWith("arn:") ? [by, by, by] : [])];
    // A provider is named as Federated alone: as AWS's, IAM refuses it, and it is no principal of its account.
    const names = ISSUERS.includes(by) ? strangers : [...own, ...strangers];
    const people = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 2 }).map((AWS) => ({ AWS }));
    const services = fc.uniqueArray(fc.constantFrom(...SERVICES), { minLength: 1 }).map((Service) => ({ Service }));
    const everybody = fc.constantFrom("*", { AWS: "*" });
    const issuers = fc.uniqueArray(fc.constantFrom(...ISSUERS), { minLength: 1 }).map((Federated) => ({ Federated }));
    if (ISSUERS.includes(by)) return fc.oneof({ weight: 6, arbitrary: issuers }, { weight: 1, arbitrary: people });
    return by.startsWith("arn:")
        ? fc.oneof(
              { weight: 6, arbitrary: people },
              { weight: 1, arbitrary: services },
              { weight: 1, arbitrary: everybody },
          )
        : fc.oneof({ weight: 1, arbitrary: people }, { weight: 4, arbitrary: services });
}

/** A statement of what is asked for: it names who, and a role's trust names no resource. */
function anyGuard({ by, action, on, context }: Request): fc.Arbitrary<Statement> {
    const trust = action.startsWith("sts:AssumeRole");
    return fc
        .tuple(anyStatement(action, on, context), anyPrincipal(by), fc.boolean())
        .map(([statement, principal, drawn]) => {
            const { Resource, NotResource, ...rest } = statement;
            const excludes = drawn && rest["Effect"] === "Deny" && principal !== "*" && !trust;
            const resource = NotResource === undefined ? { Resource } : { NotResource };
            return {
                ...rest,
                ...(excludes ? { NotPrincipal: principal } : { Principal: principal }),
                ...(trust ? {} : resource),
            };
        });
}

const isRole = (by: string): boolean => CALLERS.includes(by);

/** Any question there is, with the policies that have a say in it. */
export const anyQuestion: fc.Arbitrary<Asked> = fc
    .record({
        place: fc.constantFrom(...PLACES),
        account: fc.constantFrom(HOME, HOME, HOME, AWAY),
        role: fc.constantFrom(...CALLERS),
        issuer: fc.constantFrom(...ISSUERS),
        service: fc.constantFrom(undefined, undefined, ...SERVICES),
        drawn: anyContext,
    })
    .map(({ place, account, role, issuer, service, drawn }) => {
        if (place.action === BY_TOKEN)
            return {
                place,
                request: { by: issuer, action: BY_TOKEN, on: place.on(account), account, context: drawn },
            };
        const by = (place.guarded === "never" ? undefined : service) ?? role;
        const own: Context = by.startsWith("arn:") ? { "aws:PrincipalArn": by, "aws:PrincipalAccount": HOME } : {};
        return {
            place,
            request: { by, action: place.action, on: place.on(account), account, context: { ...drawn, ...own } },
        };
    })
    .chain(({ place, request }) => {
        const { by, action, on, context } = request;
        const some = (minLength: number) => fc.array(anyStatement(action, on, context), { minLength, maxLength: 3 });
        const guards = fc.array(anyGuard(request), { minLength: 1, maxLength: 2 });
        const none = fc.constant(undefined);
        return fc
            .record({
                identity: isRole(by) ? some(0) : fc.constant([]),
                boundary: isRole(by) ? fc.option(some(1), { freq: 2, nil: undefined }) : none,
                resource: { always: guards, perhaps: fc.option(guards, { freq: 2, nil: undefined }), never: none }[
                    place.guarded
                ],
            })
            .map((statements) => ({ request, statements }));
    });
