// How weak an image may be is said below `build`, and held against the scan in Publish, whatever builds the image there.
import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { stringify } from "yaml";

import { stackFile } from "../stacks/stack-files";
import { planOf } from "../support/program";
import { at, list, ofType } from "./reading";

const LIMITS = { mostCritical: 0, mostHigh: 7 };
const builds: Readonly<Record<string, object>> = {
    built: { kind: "codebuild" },
    brought: { kind: "docker", context: "examples/blue-green-web" },
    given: { kind: "pushed" },
};

/** What Publish of each line knows of its limits. */
async function known(limits: object): Promise<Readonly<Record<string, object>>> {
    const folder = mkdtempSync(join(tmpdir(), "fairlead-limits-"));
    try {
        const services = Object.fromEntries(
            Object.entries(builds).map(([line, build]) => [
                line,
                { build: { ...build, ...limits }, deploy: { kind: "ecs", port: 8080 } },
            ]),
        );
        const config = { ...stackFile("Pulumi.staging.yaml"), "fairlead:services": services };
        const configFile = join(folder, "Pulumi.staging.yaml");
        writeFileSync(configFile, stringify({ config }));
        const plan = await planOf("staging", { configFile });
        const published = ofType(plan, "aws:codebuild/project:Project").filter(({ name }) => name.endsWith("-publish"));
        return Object.fromEntries(
            published.map(({ name, inputs }) => {
                const variables = list(at(inputs, "environment", "environmentVariables"));
                const about = variables.filter((each) => String(at(each, "name")).startsWith("MOST_"));
                const named: object = Object.fromEntries(
                    about.map((each) => [String(at(each, "name")), at(each, "value")]),
                );
                return [name.replace("-make-publish", ""), named];
            }),
        );
    } finally {
        rmSync(folder, { recursive: true });
    }
}

describe("how weak an image may be", () => {
    const every = (what: object): object => Object.fromEntries(Object.keys(builds).map((line) => [line, what]));

    it("is known to Publish, whatever builds it", async () => {
        assert.deepEqual(await known(LIMITS), every({ MOST_CRITICAL: "0", MOST_HIGH: "7" }));
    });

    it("is nobody's affair where the settings leave it out", async () => {
        assert.deepEqual(await known({}), every({}));
    });
});
