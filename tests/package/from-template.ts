// A project as `pulumi new` makes it of template/, with the package's sources in place of the package.
import {
    cpSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    realpathSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { stringify } from "yaml";

import { foldersOfPackage } from "../../tools/package";
import { root } from "../support/program";
import { manifest, sourceOf } from "./manifest";

export const TEMPLATE = join(root, "template");

/**
 * Copies the template as the command does: two words are replaced in every file, in YAML by a line of YAML with its end, so that
 * nothing may stand behind them there.
 * https://github.com/pulumi/pulumi/blob/master/pkg/cmd/pulumi/templates/project_templates.go
 */
export function fromTemplate(project: string, description: string, into?: string): string {
    const folder = into ?? mkdtempSync(join(realpathSync(tmpdir()), "fairlead-template-"));
    cpSync(TEMPLATE, folder, { recursive: true });
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const path = join(entry.parentPath, entry.name);
        const text = readFileSync(path, "utf8");
        const [name, words] = [project, description].map((word) => (path.endsWith(".yaml") ? stringify(word) : word));
        writeFileSync(path, text.replaceAll("${PROJECT}", name ?? "").replaceAll("${DESCRIPTION}", words ?? ""));
    }
    return folder;
}

/** Lets a project import the package as it stands here: the same names lead to the sources instead of to dist/. */
export function withSources(folder: string): void {
    const modules = join(folder, "node_modules");
    const own = join(modules, "fairlead");
    mkdirSync(own, { recursive: true });
    symlinkSync(join(root, "node_modules", "@pulumi"), join(modules, "@pulumi"), "dir");
    for (const each of [...foldersOfPackage(), "bin"]) symlinkSync(join(root, each), join(own, each), "dir");
    const exports = Object.entries(manifest().exports).map(([name, to]) => [
        name,
        `./${sourceOf((typeof to === "string" ? to : to.default).replace(/^\.\//, ""))}`,
    ]);
    writeFileSync(
        join(own, "package.json"),
        JSON.stringify({ name: "fairlead", exports: Object.fromEntries(exports) as unknown }),
    );
}
