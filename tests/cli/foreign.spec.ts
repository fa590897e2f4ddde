// Programs that others wrote, in three styles: tests/fixtures/foreign.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { makePlan } from "../../cli/plan/record";
import { drawPlan } from "../../cli/plan/svg";
import { explainPlan } from "../../cli/plan/text";
import type { Plan } from "../../plan/document";
import { readPlan } from "../../plan/lines";
import { paintFor } from "../../text/terminal";
import { matchesGolden } from "../support/golden";
import { root } from "../support/program";

const FOREIGN = join(root, "tests", "fixtures", "foreign");
const STACKS = { flat: "dev", components: "dev", configured: "prod" } as const;
const planOf = (style: keyof typeof STACKS): Promise<Plan> =>
    makePlan({ stack: STACKS[style], program: join(FOREIGN, style), cwd: root });
const textOf = (plan: Plan): string => explainPlan(readPlan(plan), paintFor({ isTTY: false }));
const roleIn = (plan: Plan, name: string) => readPlan(plan).own.roles.find((role) => role.name === name);

describe("a program that is not ours", function () {
    this.timeout(60_000);

    for (const style of Object.keys(STACKS) as (keyof typeof STACKS)[])
        it(`is explained by what it makes, and by nothing that only its author knows: ${style}`, async () => {
            const text = textOf(await planOf(style));
            matchesGolden(`foreign-${style}.txt`, text);
            assert.doesNotMatch(text, /shared by all lines|\bline\b|reason|taken on by nobody/);
        });

    it("is not drawn as if it had lines", async () => {
        const picture = drawPlan(readPlan(await planOf("flat")));
        assert.match(picture, /This program has 1 of its own pipelines instead/);
        assert.doesNotMatch(picture, /nothing gets here|shared by all lines/);
    });

    it("has roles with all of their policies: inline, attached, and AWS's own by name", async () => {
        const attached = roleIn(await planOf("flat"), "pipeline-role");
        assert.deepEqual([attached?.by, attached?.permissions.length, attached?.besides], ["CodePipeline", 3, []]);
        const inline = roleIn(await planOf("configured"), "build");
        assert.deepEqual(inline?.permissions, [
            { effect: "Allow", actions: ["s3:GetObject", "s3:PutObject"], on: ["bucket artifacts/*"] },
        ]);
        assert.deepEqual(inline.besides, ["CloudWatchLogsFullAccess"]);
    });

    it("mutant: without what attaches the policy, the role may do nothing", async () => {
        const plan = await planOf("flat");
        const resources = plan.resources.filter(({ type }) => !type.endsWith(":RolePolicyAttachment"));
        assert.deepEqual(roleIn({ ...plan, resources }, "pipeline-role")?.permissions, []);
    });

    it("reads its settings, secrets and folder as Pulumi would, and shows no secret", async () => {
        const plan = await planOf("configured");
        assert.deepEqual(plan.outputs["token"], { secret: true });
        const source = readPlan(plan).own.pipelines[0]?.starts;
        assert.deepEqual(source, [{ words: "a commit is pushed to main of acme/orders" }]);
    });

    it("is given something in place of what another stack or AWS would say, and each is named", async () => {
        const guessed = (await planOf("configured")).invokes.filter((each) => each.guessed);
        assert.deepEqual(
            guessed.map(({ inputs }) => inputs),
            ["privateSubnetIds", "vpcId"].map((name) => ({ name, stack: "acme/network/prod" })),
        );
        assert.match(String(guessed[1]?.outputs["value"]), /^vpc-[0-9a-f]{17}$/);
    });

    describe("written anew", () => {
        let folder: string;
        const write = (files: Readonly<Record<string, string>>, runtime = "nodejs"): void => {
            const all = { "Pulumi.yaml": `name: theirs\nruntime: ${runtime}\n`, ...files };
            for (const [name, text] of Object.entries(all)) {
                mkdirSync(dirname(join(folder, name)), { recursive: true });
                writeFileSync(join(folder, name), text);
            }
        };
        const plan = (stack = "dev"): Promise<Plan> => makePlan({ stack, program: folder, cwd: dirname(folder) });
        beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "foreign-"))));
        afterEach(() => rmSync(folder, { recursive: true, force: true }));

        it("gets this SDK, whichever it has beside it", async () => {
            const sdk = 'throw new Error("the other SDK");';
            const program = 'import * as pulumi from "@pulumi/pulumi";\nexport const stack = pulumi.getStack();';
            write({ "node_modules/@pulumi/pulumi/index.js": sdk, "index.ts": program });
            assert.deepEqual((await plan()).outputs, { stack: "dev" });
        });

        it("is found where Pulumi finds it: main as a folder, package.json's main, index.js", async () => {
            write({
                "Pulumi.yaml": "name: theirs\nruntime: nodejs\nmain: infra\n",
                "infra/index.js": "exports.at = process.cwd();",
            });
            assert.match(String((await plan()).outputs["at"]), /\/infra$/);
            write({ "package.json": '{"main": "bin/start.js"}', "bin/start.js": "exports.by = 'main';" });
            assert.deepEqual((await plan()).outputs, { by: "main" });
        });

        it("may call what no table knows, and the text says so", async () => {
            const call = 'pulumi.runtime.invoke("aws:ec2/getNatGateways:getNatGateways", { vpcId: "vpc-1" }, {})';
            write({ "index.ts": `import * as pulumi from "@pulumi/pulumi";\nexport const found = ${call};` });
            const made = await plan();
            assert.equal(made.invokes[0]?.guessed, true);
            assert.match(
                textOf(made),
                /this page does not know\n {4}aws:ec2\/getNatGateways:getNatGateways: something in its\n? *place/,
            );
        });

        const wrong: Readonly<
            Record<string, readonly [files: Readonly<Record<string, string>>, message: RegExp, runtime?: string]>
        > = {
            "a mistake in the program": [
                { "index.ts": 'const none = JSON.parse("null");\n\nnone.bucket.arn;' },
                /^Cannot read properties of null \(reading 'bucket'\) \(.*index\.ts:3\)$/,
            ],
            "a mistake after a guess": [
                {
                    "index.js":
                        'const pulumi = require("@pulumi/pulumi");\nexports.a = pulumi.runtime.invoke("aws:x/getY:getY", {}, {}).then((y) => y.list.map(String));',
                },
                /reading 'map'\).*; it asked before for what a plan does not know, and got something in its place: aws:x\/getY:getY$/,
            ],
            "a setting that is missing": [
                { "index.ts": 'import * as pulumi from "@pulumi/pulumi";\nnew pulumi.Config().require("domain");' },
                /^Missing required configuration variable 'theirs:domain'; write it into Pulumi\.dev\.yaml, below config: .*Pulumi ESC/,
            ],
            "a package that is not installed": [
                { "index.ts": 'import * as gcp from "@pulumi/gcp";\nvoid gcp.storage;' },
                /index\.ts imports @pulumi\/gcp, which is not installed; run: npm install --prefix \S+$/,
            ],
            "an ES module that awaits": [
                {
                    "index.ts":
                        'import * as pulumi from "@pulumi/pulumi";\nexport const a = await Promise.resolve(pulumi.getStack());',
                },
                /index\.ts is an ES module \(.*\bawait\b.*\); a plan runs programs as CommonJS/,
            ],
            "a program in Python": [
                {},
                /Pulumi\.yaml says runtime: python, and a plan runs programs in TypeScript or JavaScript/,
                "python",
            ],
            "a program in YAML": [{}, /says runtime: yaml/, "{ name: yaml }"],
            "no program at all": [{}, /^no program at .*index\.ts; name one with --program$/],
            "another stack's settings alone": [
                { "Pulumi.prod.yaml": "config: {}\n", "index.ts": "" },
                /^no settings for stack "dev": .*\(stacks here: prod\)$/,
            ],
        };
        for (const [what, [files, message, runtime]] of Object.entries(wrong))
            it(`refuses ${what}, and says what helps`, async () => {
                write(files, runtime);
                await assert.rejects(plan(), ({ message: said }: Error) => {
                    assert.match(said, message);
                    return true;
                });
            });

        it("refuses a folder that is no project, whatever lies above it", async () => {
            cpSync(join(FOREIGN, "flat", "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
            mkdirSync(join(folder, "inner"));
            const asked = makePlan({ stack: "dev", program: join(folder, "inner"), cwd: folder });
            await assert.rejects(asked, /^Error: inner has no Pulumi\.yaml; name the folder of a Pulumi project/);
        });
    });
});
