// A program in YAML and one in Python that have taken components/ as docs/package.md says, brought up by a real `pulumi`.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse, stringify } from "yaml";

import { run } from "../engine/support/command";
import { type Engine, engineAt, onPath } from "../engine/support/installed";
import { urnsOf } from "../engine/support/plan";
import { Stack } from "../engine/support/stack";
import { root } from "../support/program";
import { skipBecause } from "../support/skip";

const SECRET = "dckr_pat_told_to_nobody";
const WHERE = { account: "111122223333", region: "eu-west-1" };
const SETTINGS = {
    loosen: ["plain-http", "destroy-with-data"],
    services: {
        web: {
            source: { kind: "codecommit", repository: "web" },
            build: { kind: "codebuild" },
            registry: {
                kind: "docker-hub",
                repository: "acme/web",
                push: { username: "acme", passwordSecret: "hub" },
                pull: { username: "acme", passwordSecret: "hub" },
            },
            deploy: { kind: "ecs", port: 8080 },
        },
    },
};

/** Without the engine's own default providers, which no preview names. */
const ofProgram = (urns: readonly string[]): string[] =>
    urns.filter((urn) => !/::pulumi:providers:\w+::default/.test(urn)).sort();

interface Language {
    readonly runtime: unknown;
    readonly needs: string;
    /** Beside what Pulumi.yaml says of every project. */
    readonly project: object;
    readonly files: Readonly<Record<string, string>>;
}

const LANGUAGES: Readonly<Record<string, Language>> = {
    YAML: {
        runtime: "yaml",
        needs: "pulumi",
        project: {
            resources: {
                lines: {
                    type: "fairlead:ReleaseLines",
                    properties: { ...WHERE, settings: SETTINGS, secrets: { hub: { "fn::secret": SECRET } } },
                },
            },
            outputs: { ship: '${lines.lines["web"]["ship"]}' },
        },
        files: {},
    },
    Python: {
        runtime: { name: "python", options: { toolchain: "pip", virtualenv: "venv" } },
        needs: "python3",
        project: {},
        files: {
            "requirements.txt": "pulumi>=3.248,<4\n",
            "__main__.py": `import json
import pulumi
import pulumi_fairlead as fairlead

settings = json.loads(r'''${JSON.stringify(SETTINGS)}''')
secrets = {"hub": pulumi.Output.secret("${SECRET}")}
lines = fairlead.ReleaseLines(
    "lines", account="${WHERE.account}", region="${WHERE.region}", settings=settings, secrets=secrets
)
pulumi.export("ship", lines.lines["web"]["ship"])
`,
        },
    },
};

/** As docs/package.md says: the pattern of names stands in the project, and the package comes by the command. */
async function makeProgram(engine: Engine, folder: string, { runtime, project, files }: Language): Promise<Stack> {
    const key = "pulumi:autonaming";
    const { config } = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as { config: Record<string, unknown> };
    const told = { name: "shop", runtime, config: { [key]: config[key] }, ...project };
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries({ ...files, "Pulumi.yaml": stringify(told) }))
        writeFileSync(join(folder, name), text);
    const given = { "aws:region": WHERE.region, "shop:account": WHERE.account };
    const stack = await Stack.at(engine, { root: folder, name: "shop", stack: "qa", config: given });
    const { code, text } = await run(engine.path, ["package", "add", join(root, "components")], stack);
    assert.equal(code, 0, text);
    return stack;
}

describe("programs in other languages and the engine", function () {
    this.timeout(600_000);
    const pulumi = onPath("pulumi") ?? "";
    const folder = mkdtempSync(join(realpathSync(tmpdir()), "fairlead-languages-"));
    before(function () {
        if (pulumi === "") skipBecause(this, "no pulumi on PATH");
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    for (const [title, language] of Object.entries(LANGUAGES))
        it(`brings up the lines of a program in ${title}, keeps its secrets, and finds all as it was left`, async function () {
            if (onPath(language.needs) === undefined) skipBecause(this, `no ${language.needs} on PATH`);
            const stack = await makeProgram(await engineAt(pulumi), join(folder, title), language);
            try {
                const below = "urn:pulumi:qa::shop::fairlead:index:ReleaseLines$fairlead:index:Environment$";
                const previewed = urnsOf(await stack.preview());
                const pipelines = previewed.filter((urn) => urn.includes("aws:codepipeline/pipeline:Pipeline::"));
                assert.deepEqual(pipelines.map((urn) => [urn.startsWith(below), urn.split("::").at(-1)]).sort(), [
                    [true, "web-make"],
                    [true, "web-ship"],
                ]);
                await stack.up();
                assert.deepEqual(ofProgram(urnsOf(await stack.state())), ofProgram(previewed));
                assert.match((await stack.pulumiOk("stack", "output", "ship")).stdout, /^web-ship-qa-[0-9a-f]{7}\n$/);
                assert.equal(stack.stored().includes(SECRET), false);
                assert.deepEqual(await stack.up("--expect-no-changes"), []);
                await stack.deedsOf("destroy");
                assert.deepEqual(await stack.state(), []);
            } finally {
                stack.close();
            }
        });
});
