import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { filesBeside } from "../../stacks/settings/neighbours";

describe("the files beside a stack's own", () => {
    let folder: string;
    const write = (file: string, text: string): void => writeFileSync(path.join(folder, file), text);
    const asked = (configFile: string): ReturnType<typeof filesBeside> =>
        filesBeside({ project: "fairlead", environment: "prod", configFile: path.join(folder, configFile) });
    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "stacks-"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it("say in which regions the others are, and this one by whichever file it was started with", () => {
        write("Pulumi.staging.yaml", "config: { aws:region: eu-west-1 }");
        write("mine.yaml", "config: { aws:region: eu-central-1 }");
        const { regionOf } = asked("mine.yaml");
        assert.deepEqual(["prod", "staging", "test"].map(regionOf), ["eu-central-1", "eu-west-1", undefined]);
    });

    it("say which of them get their releases from another", () => {
        write("Pulumi.staging.yaml", "config: { fairlead:promotesTo: [] }");
        write("Pulumi.prod.yaml", "config: { fairlead:promotesFrom: { environment: staging } }");
        const { isPromoted } = asked("Pulumi.prod.yaml");
        assert.deepEqual(["prod", "staging", "test"].map(isPromoted), [true, false, false]);
    });

    it("say nothing where they are no stack's files", () => {
        for (const [stack, text] of Object.entries({ a: "", b: "config:", c: "[", d: "config: { aws:region: 1 }" })) {
            write(`Pulumi.${stack}.yaml`, text);
            assert.equal(asked("Pulumi.prod.yaml").regionOf(stack), undefined, stack);
        }
    });
});
