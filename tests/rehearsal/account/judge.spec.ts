import assert from "node:assert/strict";

import type { JsonObject, Plan } from "../../../plan/document";
import { Plans } from "../../../plan/plans";
import type { Call, Verdict } from "../../../rehearsal/account/gateway";
import { judgeOf } from "../../../rehearsal/account/judge";
import { smallPlan } from "../../support/account";
import { mutated } from "../../support/mutant";

const ACCOUNT = "111122223333";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/job`;
const OBJECT = "arn:aws:s3:::store/a";
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/`;
const get = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::store/*" };
const trusted = { Effect: "Allow", Principal: { Service: "codebuild.amazonaws.com" }, Action: "sts:AssumeRole" };
const document = (...Statement: JsonObject[]) => JSON.stringify({ Version: "2012-10-17", Statement });

type Described = { type: string; name: string; inputs: JsonObject };

function roleOf(more: JsonObject = {}, name = "job"): Described {
    return { type: "aws:iam/role:Role", name, inputs: { name, assumeRolePolicy: document(trusted), ...more } };
}
const inline = (...statements: JsonObject[]): Described => ({
    type: "aws:iam/rolePolicy:RolePolicy",
    name: "rights",
    inputs: { role: "job", policy: document(...statements) },
});
const key = (...statements: JsonObject[]): Described => ({
    type: "aws:kms/key:Key",
    name: "key",
    inputs: { policy: document(...statements) },
});
const managed = (...statements: JsonObject[]): Described => ({
    type: "aws:iam/policy:Policy",
    name: "shared",
    inputs: { name: "shared", policy: document(...statements) },
});
const SHARED = `arn:aws:iam::${ACCOUNT}:policy/shared`;
const attached = (policyArn: string): Described => ({
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    name: "attached",
    inputs: { role: "job", policyArn },
});

function verdict(made: readonly Described[], call: Partial<Call> = {}, judge = judgeOf): Verdict {
    const plan = smallPlan("dev", made);
    return judge(new Plans([plan]))({ by: { role: ROLE, as: "a test" }, action: "s3:GetObject", on: OBJECT, ...call });
}

function denied(made: readonly Described[], call: Partial<Call> = {}): Verdict & { readonly allowed: false } {
    const found = verdict(made, call);
    assert.equal(found.allowed, false, "it was allowed");
    return found;
}

/** The statement to add, as somebody would paste it. */
function missing(found: Verdict & { readonly allowed: false }): JsonObject {
    return JSON.parse(found.missing) as JsonObject;
}

const ECS = `arn:aws:ecs:eu-west-1:${ACCOUNT}`;
const STREAM = `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:web:log-stream:before/app/`;
/** What is called, and what the statement to add names. */
const LASTING = [
    ["arn:aws:s3:::store/web-make/Src/Ab3dEf7", "arn:aws:s3:::store/web-make/Src/*"],
    ["arn:aws:s3:::store/releases/web/live.zip", "arn:aws:s3:::store/releases/web/live.zip"],
    [`${ECS}:task/one/0123456789abcdef0123456789abcdef`, `${ECS}:task/one/*`],
    [`${ECS}:service-deployment/one/web/aBcD`, `${ECS}:service-deployment/one/web/*`],
    [`${ECS}:service/one/web`, `${ECS}:service/one/web`],
    [`${STREAM}0123456789abcdef0123456789abcdef`, `${STREAM}*`],
    [`${KEY}01234567-89ab-cdef-0123-456789abcdef`, `${KEY}01234567-89ab-cdef-0123-456789abcdef`],
] as const;

describe("the judge", () => {
    it("allows what a role's own policies say: inline, inside the role, and attached", () => {
        const others: readonly (readonly Described[])[] = [
            [roleOf(), inline(get)],
            [roleOf({ inlinePolicies: [{ name: "own", policy: document(get) }] })],
            [roleOf(), managed(get), attached(SHARED)],
            [roleOf({ managedPolicyArns: [SHARED] }), managed(get)],
        ];
        for (const made of others) assert.deepEqual(verdict(made), { allowed: true });
        assert.equal(verdict([roleOf(), managed(get)]).allowed, false);
    });

    const named = (judge: typeof judgeOf): readonly (readonly [string, unknown])[] =>
        LASTING.map(([on]) => {
            const found = verdict([roleOf()], { on }, judge);
            return [on, found.allowed ? undefined : missing(found)["Resource"]];
        });

    it("names what comes again, and not what is made up for one run", () => assert.deepEqual(named(judgeOf), LASTING));

    it("mutant: a statement with the object of one run helps in no other", () => {
        const file = "rehearsal/account/judge";
        const wrong = mutated<{ judgeOf: typeof judgeOf }>(file, file, ["lasting(on) })", "on })"]);
        assert.notDeepEqual(named(wrong.judgeOf), LASTING);
    });

    it("says whose policy lacks what, and with that it is allowed", () => {
        const found = denied([roleOf(), inline({ ...get, Resource: "arn:aws:s3:::other/*" })]);
        assert.equal(found.where, "identity");
        assert.deepEqual(missing(found), { Effect: "Allow", Action: "s3:GetObject", Resource: OBJECT });
        assert.equal(found.undecided, undefined);
        assert.equal(verdict([roleOf(), inline(missing(found))]).allowed, true);
    });

    it("asks the trust policy of a role that a service takes on", () => {
        const assume = (service: string): Partial<Call> => ({
            by: { role: service, as: service },
            action: "sts:AssumeRole",
            on: ROLE,
            context: { "aws:SourceAccount": ACCOUNT },
        });
        assert.equal(verdict([roleOf()], assume("codebuild.amazonaws.com")).allowed, true);
        const found = denied([roleOf()], assume("events.amazonaws.com"));
        assert.equal(found.where, "trust");
        assert.deepEqual(missing(found), {
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
        });
        const mended = roleOf({ assumeRolePolicy: document(missing(found)) });
        assert.equal(verdict([mended], assume("events.amazonaws.com")).allowed, true);
    });

    it("asks a key's own policy first, then the role's", () => {
        const plan = smallPlan("dev", [roleOf(), key()]);
        const arn = plan.resources[1]?.outputs["arn"] as string;
        assert.ok(arn.startsWith(KEY));
        const context = { "kms:ViaService": "s3.eu-west-1.amazonaws.com" };
        const call = { action: "kms:Decrypt", on: arn, context };
        const found = denied([roleOf(), key()], call);
        assert.equal(found.where, "key");
        assert.deepEqual(missing(found), {
            Effect: "Allow",
            Principal: { AWS: ROLE },
            Action: "kms:Decrypt",
            Resource: "*",
            Condition: { StringEquals: context },
        });
        assert.equal(verdict([roleOf(), key(missing(found))], call).allowed, true);
        const root = { Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "kms:*", Resource: "*" };
        const own = denied([roleOf(), key(root)], call);
        assert.deepEqual([own.where, missing(own)["Resource"]], ["identity", arn]);
        assert.equal(verdict([roleOf(), key(root), inline(missing(own))], call).allowed, true);
    });

    it("asks a permissions boundary", () => {
        const bounded = roleOf({ permissionsBoundary: SHARED });
        assert.equal(verdict([bounded, managed(get), inline(get)]).allowed, true);
        const found = denied([bounded, managed({ ...get, Action: "s3:Put*" }), inline(get)]);
        assert.deepEqual([found.where, missing(found)["Action"]], ["boundary", "s3:GetObject"]);
    });

    it("says of a boundary that nobody planned which stack to name", () => {
        const boundary = "arn:aws:iam::111122223333:policy/fairlead-staging-boundary";
        const found = denied([roleOf({ permissionsBoundary: boundary }), inline(get)]);
        assert.match(
            JSON.stringify(found),
            /fairlead-staging-boundary says stands in no plan; name the stack that makes it as well/,
        );
    });

    it("shows the statement that forbids, for nothing that is added would help", () => {
        const deny = { Effect: "Deny", NotAction: "s3:Put*", Resource: "*" };
        const found = denied([roleOf(), inline(get, deny)]);
        assert.match(
            found.missing,
            /^nothing that is added helps while this statement is there:\n\{\n {2}"Effect": "Deny"/,
        );
    });

    it("asks the policy of another account's bus", () => {
        const theirs = "999999999999";
        const bus = `arn:aws:events:eu-west-1:${theirs}:event-bus/default`;
        const put = { Effect: "Allow", Action: "events:PutEvents", Resource: bus };
        const here = smallPlan("dev", [roleOf(), inline(put)]);
        const there = (policy: JsonObject): Plan => ({
            ...smallPlan("prod", [
                {
                    type: "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
                    name: "door",
                    inputs: { eventBusName: bus, policy: document(policy) },
                },
            ]),
            account: theirs,
        });
        const call = {
            by: { role: ROLE, as: "a test" },
            action: "events:PutEvents",
            on: bus,
            context: { "events:source": ["shop"] },
        };
        const open = { Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "events:PutEvents", Resource: bus };
        const ask = (policy: JsonObject) => judgeOf(new Plans([here, there(policy)]))(call);
        assert.equal(ask(open).allowed, true);
        const shut = ask({ ...open, Principal: { AWS: "444455556666" } });
        assert.equal(shut.allowed ? "" : shut.where, "resource");
        assert.equal(shut.allowed ? "" : ask(missing(shut)).allowed, true);
    });

    const undecided: readonly (readonly [
        what: string,
        made: readonly Described[],
        call: Partial<Call>,
        saying: RegExp,
    ])[] = [
        [
            "a policy of AWS's own",
            [roleOf(), inline(get), attached("arn:aws:iam::aws:policy/X")],
            {},
            /policy\/X says stands in no plan/,
        ],
        [
            "an operator",
            [roleOf(), inline({ ...get, Condition: { StringSounds: { "a:b": "c" } } })],
            {},
            /operator StringSounds is not known/,
        ],
        ["an element", [roleOf(), inline({ ...get, Where: "here" })], {}, /element Where is not known/],
        [
            "a variable",
            [roleOf(), inline({ ...get, Resource: "arn:aws:s3:::store/${aws:userid}" })],
            {},
            /what \$\{aws:userid\} stands for/,
        ],
        [
            "a part of the request",
            [roleOf(), inline({ ...get, Condition: { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } } })],
            {},
            /what aws:SourceIp would be is not known here/,
        ],
        ["a role that calls", [], {}, /role\/job is in no plan/],
        [
            "a role that is taken on",
            [],
            { by: { role: "codebuild.amazonaws.com", as: "CodeBuild" }, action: "sts:AssumeRole", on: ROLE },
            /role\/job is in no plan/,
        ],
    ];
    for (const [what, made, call, saying] of undecided) {
        it(`denies what hangs on ${what} that nobody here knows, and says so`, () => {
            assert.match(denied([...made, roleOf({}, "another")], call).undecided ?? "", saying);
        });
    }

    it("decides in spite of a doubt where the doubt cannot matter", () => {
        const doubtful = { ...get, Condition: { StringSounds: { "a:b": "c" } } };
        assert.equal(verdict([roleOf(), inline(get, doubtful)]).allowed, true);
        assert.equal(verdict([roleOf(), inline(get, { ...doubtful, Effect: "Deny" })]).allowed, false);
        const elsewhere = { ...doubtful, Effect: "Deny", Resource: "arn:aws:s3:::other/*" };
        assert.equal(verdict([roleOf(), inline(get, elsewhere)]).allowed, true);
    });

    it("fills in what it knows of a request", () => {
        const own = { ...get, Resource: "arn:aws:s3:::store/${aws:PrincipalAccount}/*" };
        assert.equal(verdict([roleOf(), inline(own)], { on: `arn:aws:s3:::store/${ACCOUNT}/a` }).allowed, true);
        assert.equal(verdict([roleOf(), inline(own)], { on: "arn:aws:s3:::store/999999999999/a" }).allowed, false);
    });

    it("mutant: a judge that allows what is undecided is found out", () => {
        const broken = mutated<{ judgeOf: typeof judgeOf }>("rehearsal/account/judge", "iam/evaluate", [
            "return denies(statement);",
            "return !denies(statement);",
        ]);
        const doubtful = inline({ ...get, Condition: { StringSounds: { "a:b": "c" } } });
        assert.equal(verdict([roleOf(), doubtful], {}, broken.judgeOf).allowed, true);
        assert.equal(verdict([roleOf(), doubtful]).allowed, false);
    });
});
