import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

import { FARGATE_MEMORY } from "../../components/targets/ecs/rules";
import { kinds } from "../../stacks/kinds";
import * as settings from "../../stacks/settings";
import { rules } from "../../stacks/settings/rules";
import type { Rule } from "../../stacks/settings/rules/rule";
import { schemaFor } from "../../stacks/settings/schema";
import { mutated } from "../support/mutant";
import { mistakes } from "./mistakes";
import type { Mistake } from "./mistakes/mistake";
import { changed, regionsOf, root, stackFile } from "./stack-files";

type Settings = typeof settings;
const { filesIn } = settings;
const folder = path.join(root, "stacks", "settings", "rules");

describe("rules", () => {
    it("stand by subject, each with the page or the reason it comes from", () => {
        const reasons = readdirSync(folder).map((file) => {
            const text = readFileSync(path.join(folder, file), "utf8");
            assert.match(text, /^\/\/ \S/, `${file} does not say what it is about`);
            const exported = [
                ...text.matchAll(/^(.*)\nexport const (\w+)(?:: Rule)? = (?:refusing|\(settings, about\)|\(\{)/gm),
            ];
            return exported.filter(([, above]) => above?.endsWith("*/")).map(([, , name]) => name);
        });
        assert.equal(reasons.flat().length, rules.length, reasons.flat().join());
    });

    it("each refuse something in the table of mistakes, and say nothing about a right stack", () => {
        const wrong = mistakes.map(judging);
        const silent = rules.filter((rule) => !wrong.some((judged) => judged(rule).length > 0));
        // Names are judged by the stack's own name, and each list begins with a kind that needs no settings: the first are in
        // settings.spec.ts, the other in kinds-rules.spec.ts; of models, models.spec.ts; of stacks beside this one, written.spec.ts.
        assert.equal(silent.length, 5);
        const right = judging({ title: "", stack: "prod", change: {}, says: "" });
        assert.deepStrictEqual(rules.flatMap(right), []);
    });

    it("know every pair of cpu and memory that Fargate sells", () => {
        const pairs = Object.values(FARGATE_MEMORY).map((list) => [list.length, list[0], list.at(-1)]);
        assert.deepStrictEqual(pairs, [
            [3, 512, 2048],
            [4, 1024, 4096],
            [7, 2048, 8192],
            [13, 4096, 16384],
            [23, 8192, 30720],
            [12, 16384, 61440],
            [12, 32768, 122880],
        ]);
    });
});

/** Small changes that make a rule useless, and the mistake that must then go unseen. */
const mutants: readonly {
    readonly file: string;
    readonly from: string;
    readonly to: string;
    readonly unseen: string;
    /** What is said instead, where that is not nothing. */
    readonly says?: RegExp;
}[] = [
    {
        file: "stacks/settings/rules/promotion",
        from: "theirs !== account",
        to: "false",
        unseen: "promotion to another account",
    },
    {
        file: "stacks/settings/rules/promotion",
        from: "theirs === region",
        to: "true",
        unseen: "promotion from another region",
    },
    {
        file: "stacks/settings/rules/promotion",
        from: "regionOf?.(environment) !== region",
        to: "promotesFrom === undefined",
        unseen: "promotion to another region",
    },
    {
        file: "components/shared/ingress-rules",
        from: 'about.loosen.includes("plain-http")',
        to: "true",
        unseen: "plain HTTP that was not loosened",
    },
    {
        file: "components/shared/ingress-rules",
        from: "account === about.account",
        to: "true",
        unseen: "a certificate of another account",
    },
    {
        file: "components/builds/codebuild",
        from: "testsAlone: ({ buildspec }) => buildspec === undefined",
        to: "testsAlone: () => true",
        unseen: "tests of pull requests by the repository's own buildspec",
    },
    {
        file: "stacks/settings/rules/promotion",
        from: "ship[name] !== runs[name]",
        to: "false",
        unseen: "another workflow that ships than the one that makes",
    },
    {
        file: "stacks/settings/rules/surroundings",
        from: "place === region",
        to: "true",
        unseen: "a connection of another region",
    },
    {
        file: "stacks/settings/rules/surroundings",
        from: "partition ===",
        to: "true || partition ===",
        unseen: "a connection of another partition",
    },
    {
        file: "components/sources/connected/rules",
        from: "branch === undefined ||",
        to: "true ||",
        unseen: "a branch and tags",
    },
    {
        file: "components/sources/connected/rules",
        from: "paths === undefined || tags === undefined",
        to: "true",
        unseen: "paths of tags",
    },
    {
        file: "stacks/settings/rules/people",
        from: "Object.keys(approval.people).length === 0 ||",
        to: "true ||",
        unseen: "logins of GitHub that nobody is believed by",
    },
    {
        file: "components/conductors/github-rules",
        from: 'loosen.includes("access-keys")',
        to: "true",
        unseen: "a job that ships by keys, which nobody has loosened",
    },
    {
        file: "components/builds/workflow/runner",
        from: "loosen.includes(LOOSENED)",
        to: "true",
        unseen: "jobs in CodeBuild, which nobody has loosened",
    },
    {
        file: "components/registries/ecr-public/rules",
        from: 'loosen.includes("public-images")',
        to: "true",
        unseen: "images for the whole world, which nobody has loosened",
    },
    {
        file: "components/registries/ecr-public/rules",
        from: "region === undefined ||",
        to: "true ||",
        unseen: "a registry that the region's accounts do not have",
        says: /^\naws:region[^]*eu-west-1'$/,
    },
    {
        file: "stacks/settings/rules/registries",
        from: "value !== undefined && value !== false",
        to: "false",
        unseen: "a cache that the whole world would read",
    },
    {
        file: "stacks/settings/rules/surroundings",
        from: 'whose === "aws" ||',
        to: "true ||",
        unseen: "a boundary of another account",
    },
    {
        file: "components/sources/connected/rules",
        from: "plain.startsWith(`${folder}/`)",
        to: "true",
        unseen: "paths that leave out the line's own folder",
    },
    {
        file: "stacks/settings/rules/names",
        from: "(?=-|$)",
        to: "$",
        unseen: "a line in another's names",
    },
    {
        file: "stacks/settings/rules/names",
        from: "(?=-|$)",
        to: "-",
        unseen: "a line named like another's pipeline",
    },
    {
        file: "components/targets/ecs/rollout-rules",
        from: "count >= 2",
        to: "count >= 1",
        unseen: "a canary on one task",
    },
    {
        file: "stacks/settings/rules/promotion",
        from: '"source", "build"',
        to: '"source"',
        unseen: "a build where releases are pulled",
    },
    {
        file: "components/builds/docker",
        from: "rules: [",
        to: "left: [",
        unseen: "a folder without a Dockerfile",
    },
    {
        file: "components/builds/pushed/rules",
        from: "tag.startsWith(ours.slice(0, -1))",
        to: "false",
        unseen: "a line that waits for a tag of ours",
    },
    {
        file: "components/sources/codecommit",
        from: "?? other.line",
        to: "",
        unseen: "two lines with one repository, of which one is not written down",
    },
    {
        file: "text/address-range",
        from: "value % 2 ** (32 - size) === 0",
        to: "true",
        unseen: "an address range with a host in it",
    },
    {
        file: "stacks/settings/rules/people",
        from: "other.members.includes(member)",
        to: "false",
        unseen: "a user who is denied both ways",
    },
    {
        file: "stacks/settings/rules/people",
        from: '!loosen.includes("administrators")',
        to: "false",
        unseen: "administrators by accident",
    },
    {
        file: "stacks/settings/rules/people",
        from: "member.like.test(each)",
        to: "true",
        unseen: "a name where a role is taken on by an ARN",
    },
    {
        file: "stacks/settings/parts",
        from: "!taken.liesInRegistry",
        to: "false",
        unseen: "a registry for a bundle, told once, whatever is wrong below it",
        says: /registry.push is not set/,
    },
    {
        file: "stacks/settings/rules/secrets",
        from: "if (what === undefined) return [];",
        to: "return [];",
        unseen: "a variable that looks like a secret",
    },
    {
        file: "stacks/settings/rules/secrets",
        from: "plain.includes(name)",
        to: "false",
        unseen: "a secret in plain text",
    },
    {
        file: "stacks/settings/rules/secrets",
        from: "!known.includes(name)",
        to: "false",
        unseen: "the name of a secret where there is none",
    },
    {
        file: "stacks/settings/rules/secrets",
        from: "!meant.includes(name)",
        to: "false",
        unseen: "a secret that nobody uses",
    },
    {
        file: "components/registries/docker-hub/rules",
        from: "value === undefined",
        to: "true",
        unseen: "a token in two places",
    },
    {
        file: "components/registries/docker-hub/rules",
        from: "passwordParameter !== undefined",
        to: "true",
        unseen: "a token nowhere",
    },
    {
        file: "stacks/settings/mistakes/problem",
        from: "/^(password|privateKey)[A-Z]/",
        to: "/^$/",
        unseen: "a token where the name of a secret belongs",
        says: /dckr_pat/,
    },
    {
        file: "stacks/settings/rules/secrets",
        from: `typeof value["secure"] === "string"`,
        to: "false",
        unseen: "a nested secret",
        // What is left is the ciphertext, which is a map where a text belongs.
        says: /is a map of secure/,
    },
    {
        file: "components/targets/ecs/scaling-settings",
        from: "hour[each] < usual[each]",
        to: "hour.count < usual.count",
        unseen: "a greatest number that one night lowers for ever",
    },
    {
        file: "components/targets/ecs/scaling-settings",
        from: "set?.min === undefined || set.queue !== undefined",
        to: "true",
        unseen: "a worker that would have none for ever, and fewer than its least",
        says: /scaling\.min is 3/,
    },
    {
        file: "stacks/settings/rules/names",
        from: "families.find((each) => other.families.includes(each))",
        to: "families.find((each) => each === other.line)",
        unseen: "lines of other kinds that would register another's task definitions",
    },
    {
        file: "components/targets/ecs/scaling-settings",
        from: "earlier.when === when",
        to: "false",
        unseen: "a night and a morning at the same minute",
    },
    {
        file: "components/targets/ecs/scaling-settings",
        from: '.replace("* * ?", "? * *")',
        to: "",
        unseen: "a night and a morning at the same minute",
    },
    {
        file: "components/targets/ecs/scaling-settings",
        from: 'also: ["cpu", "requestsPerTask", "queue", "schedule"].map((by) => below(by))',
        to: "also: []",
        unseen: "scaling whose reason is wrong itself",
        says: /set scaling.cpu, to 60/,
    },
    {
        file: "components/targets/ecs/permissions",
        from: 'effect.toLowerCase() === "allow"',
        to: "true",
        unseen: "rights that are denied",
        says: /name what it is done to/,
    },
    {
        file: "stacks/settings/mistakes/unknown-key",
        from: "startsWith(parent, so)",
        to: "true",
        unseen: "a key that is one in another list",
        says: /stage is known as/,
    },
    {
        file: "stacks/settings/mistakes/explain",
        from: "&& received !== true",
        to: "",
        unseen: "an approval that is yes",
        says: /rollout\.approval'$/,
    },
    {
        file: "stacks/settings/mistakes/unknown-key",
        from: "isSourceRead ||",
        to: "true ||",
        unseen: "a key of a source, where the build reads none",
        says: /fix: move tags to/,
    },
    {
        file: "stacks/settings/mistakes/unknown-key",
        from: "within.at.length - 1",
        to: "parent.length - 1",
        unseen: "a key of another kind, below what both have",
        says: /belongs to scaling/,
    },
    {
        file: "stacks/settings/mistakes/looked-up",
        from: "lookUp === undefined ||",
        to: "true ||",
        unseen: "jobs in CodeBuild, for a person by name",
        says: / '123456'$/,
    },
    {
        file: "components/targets/ecs/sharing-rules",
        from: "also: _sharingneighbours.REQUESTS",
        to: "also: []",
        unseen: "a share of a host in capitals alone",
        says: /names neither host nor paths/,
    },
    {
        file: "components/targets/ecs/sharing-neighbours",
        from: "taken.includes(lower)",
        to: "false",
        unseen: "a line that takes all requests of one before it",
        says: /shares.priority' 9$/,
    },
    {
        file: "stacks/settings/rules/rule",
        from: "change ?",
        to: "false ?",
        unseen: "jobs in CodeBuild, of a repository that the world sees",
        says: /config rm [^]*visibility'$/,
    },
    {
        file: "stacks/settings/mistakes/rewritten",
        from: "way.toLowerCase()",
        to: "way",
        unseen: "a share of a host in capitals alone",
        says: / 'orders.example.com'$/,
    },
    {
        file: "stacks/settings/mistakes/rewritten",
        from: "before + meant",
        to: "meant",
        unseen: "half an operator of IAM",
        says: / 'StringNotEquals'$/,
    },
];

describe("the table of mistakes catches", () => {
    for (const mutant of mutants) {
        it(`${mutant.file} with ${mutant.to || "nothing"} for ${mutant.from}`, () => {
            const mistake = mistakes.find(({ title }) => title === mutant.unseen);
            assert.ok(mistake, `no mistake is called ${mutant.unseen}`);
            assert.equal(told(mistake), mistake.says);
            assert.notEqual(told(mistake, mutant), mistake.says);
            assert.match(told(mistake, mutant), mutant.says ?? /^$/);
        });
    }
});

/** Reads a stack once, for whatever rules are then asked. */
function judging({ stack, change }: Mistake): (rule: Rule) => readonly unknown[] {
    const raw = changed(stackFile(`Pulumi.${stack}.yaml`), change);
    const mine = Object.entries(raw).filter(([key]) => key.startsWith("fairlead:"));
    const document = Object.fromEntries(mine.map(([key, value]) => [key.slice("fairlead:".length), value]));
    const { data } = schemaFor(kinds).safeParse(document);
    const region = String(raw["aws:region"]);
    const context = { project: "fairlead", environment: stack, filesIn, regionOf: regionsOf(raw, stack) };
    const about = { ...context, region, kinds, document };
    return (rule) => (data ? rule(data, about) : []);
}

/** What is said about a mistake by the program, or by a mutant of it; nothing where it goes unseen. */
function told({ stack, change }: Mistake, mutant?: (typeof mutants)[number]): string {
    const { parseSettings } = mutant
        ? mutated<Settings>("stacks/settings", mutant.file, [mutant.from, mutant.to])
        : settings;
    const raw = changed(stackFile(`Pulumi.${stack}.yaml`), change);
    try {
        const regionOf = regionsOf(raw, stack);
        parseSettings(raw, { project: "fairlead", environment: stack, filesIn, regionOf });
        return "";
    } catch (error) {
        // A mutant has an error class of its own.
        assert.equal((error as Error).name, "SettingsError", String((error as Error).stack));
        return (error as Error).message.replace(/^.*\n/, "");
    }
}
