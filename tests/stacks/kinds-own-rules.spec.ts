import * as assert from "node:assert/strict";

import { z } from "zod";

import { namesFit, type SettingRule } from "../../components/setting-rules";
import { kinds } from "../../stacks/kinds";
import { filesIn, parseSettings } from "../../stacks/settings";
import type { Kinds } from "../../stacks/settings/parts";
import { dropbox } from "../fixtures/kinds/dropbox";
import { typed } from "./config-commands";
import type { Raw } from "./stack-files";

type Shelf = { readonly rows: number; readonly colour?: string | undefined; readonly labels: Record<string, string> };

/** One rule for each way to refuse. */
const rules: readonly SettingRule<Shelf>[] = [
    ({ rows }) => (rows % 2 === 0 ? [] : [{ at: ["rows"], allowed: "an even number", instead: rows + 1 }]),
    ({ colour, rows }) =>
        colour === undefined || rows > 2
            ? []
            : [{ at: ["colour"], is: "is set on a small shelf", allowed: "colours on large ones", also: [["rows"]] }],
    ({ labels }) =>
        Object.entries(labels)
            .filter(([, text]) => text === "")
            .map(([label]) => ({ at: ["labels", label], allowed: "some text", instead: label })),
    ({ rows }, { loosen, project }) =>
        rows > 100 && !loosen.includes("destroy-with-data")
            ? [
                  {
                      at: ["rows"],
                      allowed: `100 at most, or destroy-with-data in ${project}:loosen`,
                      fix: "take a smaller shelf",
                      alsoStack: [["loosen"]],
                  },
              ]
            : [],
    ({ colour }, { linesBefore, line }) =>
        linesBefore
            .filter(({ settings }) => colour !== undefined && settings.colour === colour)
            .map((other) => ({
                at: ["colour"],
                allowed: `another colour: ${other.line} has it already, and ${line} comes later`,
                instead: `${colour}-2`,
            })),
    namesFit([{ what: "plate", name: ({ line, environment }) => `${line}/${environment}`, most: 20 }]),
];
const shelf = {
    kind: "shelf",
    settings: z.strictObject({
        rows: z.int().default(4),
        colour: z.string().optional(),
        labels: z.record(z.string(), z.string()).default({}),
    }),
    rules,
};

const more: Kinds = { ...kinds, targets: [...kinds.targets, shelf], sources: [...kinds.sources, dropbox] };

const stackOf = (services: Raw): Raw => ({
    "aws:region": "eu-west-1",
    "fairlead:account": "111122223333",
    "fairlead:loosen": ["plain-http"],
    "fairlead:services": services,
});
const shelves = (...settings: Raw[]): Raw =>
    stackOf(
        Object.fromEntries(settings.map((each, index) => [`line${index}`, { deploy: { kind: "shelf", ...each } }])),
    );

function complaint(raw: Raw, known: Kinds = more): string | undefined {
    try {
        parseSettings(raw, { project: "fairlead", environment: "staging", filesIn }, known);
        return undefined;
    } catch (error) {
        assert.equal((error as Error).name, "SettingsError", String((error as Error).stack));
        return (error as Error).message.replace(/^.*\n\n/, "");
    }
}

const refused = [
    {
        title: "a value, with the one to set",
        raw: shelves({ rows: 3 }),
        says: `fairlead:services.line0.deploy.rows is 3
  allowed: an even number
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.line0.deploy.rows' 4`,
    },
    {
        title: "a setting that has to go",
        raw: shelves({ rows: 2, colour: "red" }),
        says: `fairlead:services.line0.deploy.colour is set on a small shelf
  allowed: colours on large ones
  fix: pulumi config rm --stack staging --path \\
         'fairlead:services.line0.deploy.colour'`,
    },
    {
        title: "an entry of a map",
        raw: shelves({ labels: { fragile: "" } }),
        says: `fairlead:services.line0.deploy.labels.fragile is ""
  allowed: some text
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.line0.deploy.labels.fragile' 'fragile'`,
    },
    {
        title: "what was not loosened, in words",
        raw: shelves({ rows: 102 }),
        says: `fairlead:services.line0.deploy.rows is 102
  allowed: 100 at most, or destroy-with-data in fairlead:loosen
  fix: take a smaller shelf`,
    },
    {
        title: "what a line before has, of the same kind only",
        raw: { ...shelves({ colour: "red" }, { colour: "red" }) },
        says: `fairlead:services.line1.deploy.colour is "red"
  allowed: another colour: line0 has it already, and line1 comes later
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.line1.deploy.colour' 'red-2'`,
    },
    {
        title: "a name that grows too long",
        raw: stackOf({ "a-line-of-eighteen": { deploy: { kind: "shelf" } } }),
        says: `fairlead:services.a-line-of-eighteen makes the plate a-line-of-eighteen/staging
    26 characters long
  allowed: AWS allows 20: shorten the line's name or the stack's by 6
  fix: rename a-line-of-eighteen in Pulumi.staging.yaml, or the stack: pulumi
       stack rename`,
    },
];

describe("a kind that only a test knows", () => {
    for (const { title, raw, says } of refused) {
        it(`refuses ${title}`, () => {
            assert.equal(complaint(raw), says);
            if (says.includes("pulumi config")) {
                assert.equal(complaint(typed(says, raw)), undefined, "after the printed line was typed");
            }
        });
    }

    it("says nothing while the setting, or one that it looked at, is of the wrong shape", () => {
        assert.match(complaint(shelves({ rows: "two", colour: "red" })) ?? "", /rows is "two", a text/);
        assert.doesNotMatch(complaint(shelves({ rows: "two", colour: "red" })) ?? "", /colour/);
        const loose = { ...shelves({ rows: 102 }), "fairlead:loosen": ["everything"] };
        assert.doesNotMatch(complaint(loose) ?? "", /smaller shelf/);
    });

    it("mutant: without its rules, all of it passes", () => {
        const mutant = { ...more, targets: [...kinds.targets, { ...shelf, rules: [] }] };
        assert.deepEqual(
            refused.map(({ raw }) => complaint(raw, mutant)),
            refused.map(() => undefined),
        );
    });

    it("is judged only where releases are made, if it is a source or a build", () => {
        const services = { web: { source: { kind: "dropbox", bucket: "drops-s3alias" }, deploy: { kind: "shelf" } } };
        const says = `fairlead:services.web.source.bucket is "drops-s3alias"
  allowed: a name without -s3alias at its end, which S3 keeps for itself
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.source.bucket' 'drops'`;
        assert.equal(complaint(stackOf(services)), says);
        assert.equal(complaint(typed(says, stackOf(services))), undefined);
        const pulled = {
            ...stackOf(services),
            "fairlead:promotesFrom": { environment: "dev", account: "111122223333" },
        };
        assert.match(complaint(pulled) ?? "", /^fairlead:services.web.source is set where promotesFrom is set/);
        assert.doesNotMatch(complaint(pulled) ?? "", /s3alias/);
    });
});

describe("a line that says nothing about how it is made", () => {
    const folder = { kind: "folder", settings: z.strictObject({}), carries: () => ({ kind: "crate" }) };
    const tarball = { kind: "tarball", settings: z.strictObject({}), carries: { kind: "crate" }, needsSource: true };
    const zip = { kind: "zip", settings: z.strictObject({ level: z.int() }), carries: { kind: "crate" } };
    const line = stackOf({ web: { deploy: { kind: "folder" } } });
    const known = (...extra: Kinds["builds"]): Kinds => ({
        ...kinds,
        builds: [...kinds.builds, ...extra],
        targets: [...kinds.targets, folder],
    });
    const made = (kindsKnown: Kinds): unknown =>
        parseSettings(line, { project: "fairlead", environment: "staging" }, kindsKnown).services["web"]?.build;

    it("gets the first build that makes what its target takes and needs no settings", () => {
        assert.deepEqual(made(known(zip, tarball)), { kind: "tarball" });
    });

    it("gets the build that makes what the target's settings say", () => {
        const either = {
            kind: "either",
            settings: z.strictObject({ carries: z.enum(["crate", "image"]).default("crate") }),
            carries: ({ carries }: { carries: string }) => ({ kind: carries }),
        };
        const two = { ...kinds, builds: [tarball, ...kinds.builds], targets: [...kinds.targets, either] };
        const builtFor = (deploy: Raw): string | undefined =>
            parseSettings(
                stackOf({ web: { deploy: { kind: "either", ...deploy } } }),
                { project: "fairlead", environment: "staging" },
                two,
            ).services["web"]?.build?.kind;
        assert.deepEqual([builtFor({}), builtFor({ carries: "image" })], ["tarball", "codebuild"]);
        assert.match(
            complaint(
                stackOf({ web: { build: { kind: "tarball" }, deploy: { kind: "either", carries: "image" } } }),
                two,
            ) ?? "",
            /^fairlead:services.web.build.kind is tarball, whose result is of kind crate;\s+either takes kind image/,
        );
    });

    it("is refused where there is none, with what it could name", () => {
        const says = `fairlead:services.web.build.kind is not set
  allowed: one of zip
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.build.kind' 'zip'`;
        assert.equal(complaint(line, known(zip)), says);
        assert.match(complaint(typed(says, line), known(zip)) ?? "", /build\.level is not set/);
        assert.equal(
            complaint(line, known()),
            `fairlead:services.web.build.kind is not set
  allowed: no kind that is known fits this line
  fix: deploy it to a target of another kind`,
        );
    });

    it("is refused where its build reads a source and each kind of source needs settings", () => {
        const says = `fairlead:services.web.source.kind is not set
  allowed: one of dropbox
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.source.kind' 'dropbox'`;
        assert.equal(complaint(line, { ...known(tarball), sources: [dropbox] }), says);
    });

    it("is given its kind together with a setting of it, where a rule asks for one", () => {
        const two = stackOf({
            api: { source: { kind: "codecommit", repository: "web" }, deploy: { kind: "ecs", port: 8080 } },
            web: { deploy: { kind: "ecs", port: 8080 } },
        });
        const says = `fairlead:services.web.source.repository is "web"
  allowed: another name: line api creates this repository
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.source.kind' 'codecommit'
       pulumi config set --stack staging --path \\
         'fairlead:services.web.source.repository' 'web-source'`;
        assert.equal(complaint(two), says);
        assert.equal(complaint(typed(says, two)), undefined);
    });
});
