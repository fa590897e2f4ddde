// What a release does once before traffic moves: really, in its own image, and a failing one stops it there.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Plan } from "../../plan/plans";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import type { Fact } from "../../rehearsal/engine/journal";
import { pushSources } from "../../rehearsal/up/source";
import { changed } from "../iam/support/changed";
import { planOf, root } from "../support/program";
import { rehearsed } from "../support/rehearsed";

const example = join(root, "examples", "blue-green-web");
/** Fails in version 2.0.0 alone. */
const migrate = `const { version } = JSON.parse(require("fs").readFileSync("package.json"));
console.log("a schema for " + version);
process.exit(version === "2.0.0" ? 3 : 0);`;
const command = ["node", "--input-type=commonjs", "-e", migrate];

async function plansOf(engine: string): Promise<readonly Plan[]> {
    const web = {
        source: { kind: "codecommit", repository: "blue-green-web" },
        build: { kind: "codebuild", testStage: "test" },
        deploy: { kind: "ecs", port: 8080, count: 1, rollout: { kind: "blue-green", engine }, before: { command } },
    };
    const configFile = join("examples", "blue-green-web", "native", "Pulumi.staging.yaml");
    const overrides = { "fairlead:services": { web }, "fairlead:promotesTo": [], "fairlead:notify": [] };
    return [await planOf("staging", { configFile, overrides })];
}

/** The next versions, one after the other. */
async function goesOn(account: LocalAccount): Promise<void> {
    for (const version of ["2.0.0", "3.0.0"]) {
        const source = mkdtempSync(join(tmpdir(), "before-"));
        cpSync(example, source, { recursive: true });
        const manifest = JSON.parse(readFileSync(join(example, "package.json"), "utf8")) as object;
        writeFileSync(join(source, "package.json"), JSON.stringify({ ...manifest, version }));
        try {
            pushSources(account, { source }, true);
            await account.quiet();
        } finally {
            rmSync(source, { recursive: true });
        }
    }
}

/** How the steps of ship's Deploy stage ended, a list a run that came so far. */
function stepsOf(facts: readonly Fact[]): readonly string[] {
    return facts
        .filter(({ kind, about }) => kind === "action.ended" && /\/Deploy\/(Before|RollOut|Verify)$/.test(about))
        .map(({ about, data }) => `${about.split("/").at(-1)} ${String(data["status"])}`);
}

const said = (facts: readonly Fact[]): readonly string[] =>
    facts
        .filter(({ kind }) => kind === "line")
        .map(({ data }) => String(data["text"]))
        .filter((text) => /^ {2}\| a schema for |^red: asked \[.*it ended with/.test(text))
        .map((text) => text.replace(/^ {2}\| /, "").replace(/^red: .*(it ended with \d+).*$/s, "$1"));

const WELL = ["Before Succeeded", "RollOut Succeeded", "Verify Succeeded"];

describe("what a release does once before traffic moves", function () {
    this.timeout(300_000);

    for (const engine of ["ecs", "codedeploy"])
        it(`runs in the new image, and a failing one stops the release before ${engine} moves anything`, async () => {
            const { facts } = await rehearsed(await plansOf(engine), { source: example, then: goesOn });
            // The placeholder, the first release, the one that fails, the one that mends it.
            assert.deepEqual(stepsOf(facts), [...WELL, ...WELL, "Before Failed", ...WELL]);
            assert.deepEqual(said(facts), [
                "a schema for 1.0.0",
                "a schema for 2.0.0",
                "it ended with 3",
                "a schema for 3.0.0",
            ]);
        });

    it("mutant: a step that does not ask for the code lets it through", async () => {
        const plans = changed(await plansOf("ecs"), (text) =>
            text.replaceAll('[ \\\\\\"$code\\\\\\" = 0 ]', "true").replaceAll('[ \\"$code\\" = 0 ]', "true"),
        );
        const { facts } = await rehearsed(plans, { source: example, then: goesOn });
        assert.deepEqual(stepsOf(facts), [...WELL, ...WELL, ...WELL, ...WELL]);
    });
});
