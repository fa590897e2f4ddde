import * as assert from "node:assert/strict";

import fc from "fast-check";

import { artifactFolder } from "../../components/documents/artifact-folder";
import type * as settings from "../../stacks/settings";
import { RESERVED_WORDS } from "../../stacks/settings/rules/names";
import { mutated } from "../support/mutant";
import { planOf } from "../support/program";
import { complaint, stackFile } from "./stack-files";

type Settings = typeof settings;

const halves = ["make", "ship"];
const folders = (line: string, ending = ""): string[] =>
    halves.map((half) => artifactFolder(`${line}-${half}${ending}`));

/** What the roles of a line may do goes by these beginnings. */
const scopes = (line: string): string[] => [...folders(line), ...RESERVED_WORDS.map((word) => `${line}-${word}-`)];
/** What a line's resources are called, and where its artifacts are. */
const names = (line: string): string[] => [
    ...folders(line, "-staging"),
    ...RESERVED_WORDS.map((word) => `${line}-${word}-staging-1a2b3c4`),
];

function isAccepted(lines: readonly string[]): boolean {
    const services = Object.fromEntries(lines.map((line) => [line, { deploy: { kind: "ecs", port: 8080 } }]));
    const raw = { ...stackFile("Pulumi.staging.yaml"), "fairlead:services": services };
    return complaint(raw) === undefined;
}

const reaches = (owner: string, line: string): boolean =>
    names(line).some((name) => scopes(owner).some((scope) => name.startsWith(scope)));

const word = fc.constantFrom(
    "a",
    "m",
    "ma",
    "mak",
    "make",
    "makeup",
    "s",
    "ship",
    "shipping",
    "pull",
    "handover",
    "check",
    "b2",
);
const name = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join("-"));

describe("names of lines", () => {
    it("never lead one line's permissions to another's resources", () => {
        const [accepted, refused] = [new Set<string>(), new Set<string>()];
        fc.assert(
            fc.property(name, name, (owner, line) => {
                fc.pre(owner !== line);
                (isAccepted([owner, line]) ? accepted : refused).add(`${owner} ${line}`);
                assert.ok(!reaches(owner, line) || refused.has(`${owner} ${line}`));
            }),
            { numRuns: 500 },
        );
        assert.ok(accepted.size > 20 && refused.size > 20, "one side was hardly tried");
    });

    it("may begin with those words, or have them within others", () => {
        assert.ok(isAccepted(["web", "web-shipping", "ship", "make-up", "web-makeup", "webship"]));
    });

    for (const line of [
        "web-ship",
        "web-ship-api",
        "web-make-2",
        "web-pull",
        "web-handover-x",
        "web-check",
        "a-make-ship",
    ]) {
        it(`refuses ${line}, whether there is a line that it would belong to or not`, () => {
            assert.equal(isAccepted([line]), false);
            assert.equal(isAccepted(["web", line]), false);
        });
    }

    it("keep every word that a permission goes by", async () => {
        const plans = await Promise.all(["staging", "prod"].map((stack) => planOf(stack)));
        const policies = plans.flatMap(({ resources }) =>
            resources.flatMap(({ inputs }) => (typeof inputs["policy"] === "string" ? [inputs["policy"]] : [])),
        );
        const words = policies.flatMap((policy) =>
            // The first word decides: what begins with it is refused to every other line.
            [...policy.matchAll(/\bweb-([a-z]+)[a-z-]*\*/g)].map(([, word = ""]) => word),
        );
        assert.deepEqual([...new Set(words)].sort(), ["make", "ship"]);
        assert.ok(words.every((each) => (RESERVED_WORDS as readonly string[]).includes(each)));
    });

    it("mutant: with one word less, web may do to web-ship-api what it may do to itself", () => {
        const { parseSettings } = mutated<Settings>("stacks/settings", "stacks/settings/rules/names", ['"ship", ', ""]);
        const services = Object.fromEntries(
            ["web", "web-ship-api"].map((line) => [line, { deploy: { kind: "ecs", port: 8080 } }]),
        );
        const raw = { ...stackFile("Pulumi.staging.yaml"), "fairlead:services": services };
        const made = parseSettings(raw, { project: "fairlead", environment: "staging" }).services;
        assert.deepEqual(Object.keys(made), ["web", "web-ship-api"]);
        assert.ok(reaches("web", "web-ship-api"));
    });
});
