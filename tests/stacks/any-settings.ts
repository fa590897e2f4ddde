import fc from "fast-check";

import { FARGATE_MEMORY } from "../../components/targets/ecs/rules";
import type { Raw } from "./stack-files";

const account = "111122223333";
const lineName = fc.stringMatching(/^[a-z][a-z0-9]{0,7}(-[a-z0-9]{1,4}){0,2}$/);
const variable = fc.stringMatching(/^[A-Z][A-Z_]{0,9}$/);
const shares = ["blue-green", "canary", "linear"] as const;

const deploy = fc
    .record({
        pair: fc.constantFrom(
            ...Object.entries(FARGATE_MEMORY).flatMap(([cpu, list]) => list.map((memory) => [Number(cpu), memory])),
        ),
        port: fc.integer({ min: 1, max: 65535 }),
        count: fc.integer({ min: 2, max: 50 }),
        rollout: fc.constantFrom(...shares),
        environment: fc.dictionary(variable, fc.string(), { maxKeys: 3 }),
    })
    .map(({ pair: [cpu, memory], rollout, ...rest }) => ({
        kind: "ecs",
        cpu,
        memory,
        rollout: { kind: rollout, engine: "codedeploy" },
        ...rest,
    }));

const made = fc.constantFrom(
    undefined,
    { kind: "codebuild", testStage: "test" },
    { kind: "docker", context: "examples/blue-green-web" },
    { kind: "pushed", tag: "*" },
);

/** No name here has one of the words in it that are kept for what belongs to a line. */
const services = fc
    .dictionary(lineName, fc.record({ deploy, build: made }), { maxKeys: 4, noNullPrototype: true })
    .map((lines) =>
        Object.fromEntries(
            Object.entries(lines).filter(
                ([name]) => !/-(make|ship|pull|handover|check)(-|$)/.test(name) && name !== "constructor",
            ),
        ),
    );

/** Any configuration that nothing is wrong with, of a stack called staging. */
export const rightSettings: fc.Arbitrary<Raw> = fc
    .record({
        services,
        network: fc.constantFrom({}, { nat: "none" }, { nat: "per-zone", cidr: "10.8.0.0/20" }),
        pulls: fc.boolean(),
        hours: fc.integer({ min: 1, max: 1440 }),
        days: fc.constantFrom(1, 90, 3653),
    })
    .map(({ services, network, pulls, hours, days }) => ({
        "aws:region": "eu-west-1",
        "fairlead:account": account,
        "fairlead:loosen": ["plain-http"],
        "fairlead:network": network,
        "fairlead:approval": { timeoutHours: hours },
        "fairlead:logRetentionDays": days,
        ...(pulls ? { "fairlead:promotesFrom": { environment: "dev", account } } : {}),
        "fairlead:services": Object.fromEntries(
            Object.entries(services).map(([name, { deploy, build }]) => [
                name,
                { deploy, ...(build && !pulls ? { build } : {}) },
            ]),
        ),
    }));

/** Any value, with whatever trips up a reader of objects. */
const nasty = fc.oneof(
    fc.json().map((text) => JSON.parse(text) as unknown),
    fc.constantFrom(null, "", "null", "{", "[]", -1, 1e308, "__proto__", { __proto__: null }, { secure: "v1:x" }, [
        [[]],
    ]),
    fc.dictionary(fc.constantFrom("__proto__", "constructor", "kind", "deploy", "toString", "0", ""), fc.jsonValue()),
    fc.string({ unit: "binary" }),
);

/** A right configuration with something put at some place of it, right or wrong. */
export const alteredSettings: fc.Arbitrary<Raw> = fc
    .tuple(rightSettings, fc.array(fc.tuple(fc.nat(), nasty), { minLength: 1, maxLength: 4 }))
    .map(([raw, changes]) => {
        const copy = unshared(raw);
        for (const [seed, value] of changes) {
            const places = holders(copy);
            const [holder, key] = places[seed % places.length] as [Raw, string];
            Object.defineProperty(holder, key, {
                value: structuredClone(value),
                enumerable: true,
                writable: true,
                configurable: true,
            });
        }
        return copy;
    });

/** A right configuration with one key more than there is. */
export const settingsWithAnUnknownKey: fc.Arbitrary<Raw> = fc
    .tuple(rightSettings, fc.nat(), fc.stringMatching(/^zz[a-zA-Z]{3,9}$/), fc.string())
    .map(([raw, seed, key, value]) => {
        const copy = unshared(raw);
        const maps = [copy, ...holders(copy).map(([holder]) => holder)].filter(
            (map) => map === copy || "kind" in map || "deploy" in map,
        );
        const map = maps[seed % maps.length] ?? copy;
        map[map === copy ? `fairlead:${key}` : key] = value;
        return copy;
    });

export const SECRET = "hunter2hunter2";

/** A right configuration with a secret under a key that is none: new, misspelt, at the wrong place or of another kind; also as a line. */
export const settingsWithASecret: fc.Arbitrary<Raw> = fc
    .tuple(
        rightSettings,
        fc.nat(),
        fc.constantFrom(
            ...[
                "password",
                "prot",
                "accuont",
                "healthPath",
                "helthPath",
                "environment ",
                "kinds",
                "Kind",
                "secret",
                "testStage",
            ],
            ...["address", "timeoutHour", "regions", "engine", "Pass Word"],
        ),
        fc.constantFrom<unknown>(
            SECRET,
            [SECRET],
            { a: SECRET },
            { token: SECRET },
            [[{ password: SECRET }]],
            `x ${SECRET}`,
        ),
    )
    .map(([raw, seed, key, value]) => {
        const copy = unshared(raw);
        const places = [copy, copy["fairlead:services"] as Raw, ...holders(copy).map(([holder]) => holder)];
        const maps = places.filter((map) => !Array.isArray(map) && (map === copy || !(key in map)));
        // The names of an application's variables are its own.
        const closed = maps.filter(
            (map) => !holders(copy).some(([holder, name]) => name === "environment" && holder[name] === map),
        );
        // Where it is a setting after all, its value is told.
        const wrong = closed.filter((map) => !("kind" in map && (key === "healthPath" || key === "testStage")));
        const map = wrong[seed % wrong.length] ?? copy;
        map[map === copy ? `fairlead:${key}` : key] = value;
        return copy;
    });

/** A copy in which nothing stands at two places at once. */
const unshared = (raw: Raw): Raw => JSON.parse(JSON.stringify(raw)) as Raw;

/** Every place of a document where something stands. */
function holders(value: unknown): [Raw, string][] {
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, child]) => [[value as Raw, key] as [Raw, string], ...holders(child)]);
}
