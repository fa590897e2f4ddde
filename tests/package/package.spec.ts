// What `npm pack` makes of the repository, told by reading; tests/prove/package packs, installs and runs it.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";

import { git } from "../../text/git";
import { foldersOfPackage, isAsset, OF_COMPONENTS } from "../../tools/package";
import { root } from "../support/program";
import { manifest, placesIn, sourceOf, type Manifest } from "./manifest";

/** Places without a source here, or beyond what is packed. */
function lost(of: Manifest): readonly string[] {
    const packed = (place: string): boolean =>
        place === "package.json" || of.files.some((file) => place === file || place.startsWith(`${file}/`));
    const there = (place: string): boolean => existsSync(join(root, sourceOf(place).replace(/\*.*$/, "")));
    return placesIn(of).filter((place) => !packed(place) || !there(place));
}

describe("the package", () => {
    const whole = manifest();
    /** What git has of the folders that are compiled. */
    const files = git(["-C", root, "ls-files", "--", ...foldersOfPackage()], { as: "person" })
        .toString()
        .trim()
        .split("\n");

    it("names what exists, and nothing that stays behind", () => assert.deepEqual(lost(whole), []));

    it("refuses a name without a file, or outside what is packed", () => {
        const wrong = { ...whole, exports: { ".": "./dist/stacks/absent.js", "./plan": "./cli/plan/index.ts" } };
        assert.deepEqual(lost(wrong), ["dist/stacks/absent.js", "cli/plan/index.ts"]);
        assert.deepEqual(lost({ ...whole, files: ["dist"] }), ["bin/fairlead", "bin/typescript.cjs"]);
    });

    it("compiles every folder that what is compiled imports from", () => {
        const folders = [...foldersOfPackage(), "package.json"];
        const outside = files
            .filter((file) => file.endsWith(".ts"))
            .flatMap((file) => {
                const wanted = [...readFileSync(join(root, file), "utf8").matchAll(/(?:from |import\()"(\.[^"]+)"/g)];
                return wanted
                    .map(([, to = ""]) => normalize(join(dirname(file), to)))
                    .filter((to) => !folders.includes(to.split(sep)[0] ?? ""))
                    .map((to) => `${file}: ${to}`);
            });
        assert.deepEqual(outside, []);
    });

    it("takes scripts and documents along as they are, because they are found by where the code lies", () => {
        const taken = new Set(files.filter(isAsset).map((file) => file.replace(/^.*\./, ".")));
        assert.deepEqual(
            [...taken].sort(),
            [".cjs", ".cts", ".json", ".py", ".service", ".sh", ".yml"],
            "another kind of file: is it taken along?",
        );
        assert.deepEqual(
            files.filter((file) => !isAsset(file) && !file.endsWith(".ts")).sort(),
            [...OF_COMPONENTS].sort(),
        );
    });

    it("has the name and version that the component package of components/ has", () => {
        const { name, version } = manifest(join(root, "components"));
        assert.deepEqual([name, version], [whole.name, whole.version]);
    });

    it("brings itself what its code needs, and no tool of ours", () => {
        for (const name of ["@pulumi/pulumi", "@pulumi/aws", "sucrase", "ts-node", "yaml", "zod"])
            assert.ok(name in whole.dependencies, name);
    });
});
