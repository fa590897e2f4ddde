// Before `npm pack`: compiles what a package brings into dist/, with everything of it that is no TypeScript beside it at
// the same place, because scripts and documents are found by where the code lies. Afterwards: removes it again, so that
// nothing here ever runs what was compiled once.
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { basename, join, relative } from "node:path";

import ts from "typescript";

import { root } from "./results";

const CONFIG = "tsconfig.package.json";
const OUT = join(root, "dist");

/** The folders that are compiled, as the configuration of the compiler names them. */
export function foldersOfPackage(): readonly string[] {
    const read: { config?: unknown } = ts.readConfigFile(join(root, CONFIG), (path) => readFileSync(path, "utf8"));
    return (read.config as { readonly include: readonly string[] }).include;
}

/** What makes components/ a package for other languages, which is taken from its sources. */
export const OF_COMPONENTS = [".npmrc", "PulumiPlugin.yaml", "load.cjs", "package.json", "tsconfig.json"].map(
    (name) => `components/${name}`,
);

/** Whether a file is copied as it is. */
export function isAsset(file: string): boolean {
    return !file.endsWith(".ts") && !basename(file).startsWith(".") && !OF_COMPONENTS.includes(file);
}

function compile(): void {
    rmSync(OUT, { recursive: true, force: true });
    execFileSync(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", CONFIG], {
        cwd: root,
        stdio: ["ignore", 2, 2],
    });
    // The program that starts others of itself finds it two folders above, compiled or not.
    for (const folder of [...foldersOfPackage(), "bin"])
        cpSync(join(root, folder), join(OUT, folder), {
            recursive: true,
            filter: (path) => !/\.\w+$/.test(path) || isAsset(relative(root, path)),
        });
}

if (require.main === module) {
    if (process.argv.includes("--remove")) rmSync(OUT, { recursive: true, force: true });
    else compile();
}
