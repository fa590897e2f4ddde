import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import type * as neighbours from "../../stacks/settings/neighbours";
import { filesBeside } from "../../stacks/settings/neighbours";
import { mutated } from "../support/mutant";

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
        for (const [stack, text] of Object.entries({
            a: "",
            b: "config:",
            c: "[",
            d: "config: { aws:region: { secure: v1 } }",
            e: "config: 1",
        })) {
            write(`Pulumi.${stack}.yaml`, text);
            assert.equal(asked("Pulumi.prod.yaml").regionOf(stack), undefined, stack);
        }
    });

    const accountIn = (value: string, by = filesBeside): string | undefined => {
        write("Pulumi.staging.yaml", `config: { fairlead:account: ${value} }`);
        const own = { project: "fairlead", environment: "prod", configFile: path.join(folder, "Pulumi.prod.yaml") };
        return by(own).neighbour("staging")?.account;
    };

    it("say their account as it is written, with quotes or without", () => {
        for (const digits of ["222233334444", "022233334444"])
            assert.deepEqual(
                [digits, `"${digits}"`].map((value) => accountIn(value)),
                [digits, digits],
            );
        assert.deepEqual(
            ["", "{ secure: v1 }"].map((value) => accountIn(value)),
            [undefined, undefined],
        );
    });

    it("mutant: bare digits are a number", () => {
        const wrong = mutated<typeof neighbours>("stacks/settings/neighbours", "stacks/settings/neighbours", [
            'schema: "failsafe"',
            'schema: "core"',
        ]);
        assert.equal(accountIn("222233334444", wrong.filesBeside), undefined);
    });
});
