import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A setting no stack can have, and what the settings say to it. */
export const wrongPort = {
    path: "fairlead:services.web.deploy.port",
    value: "80808",
    /** The same in a stack file. */
    overrides: { "fairlead:services": { web: { deploy: { kind: "ecs", port: 80808 } } } },
    message: /fairlead:services\.web\.deploy\.port( \(.*\))? is 80808/,
};

/** Makes a copy's `extend.ts` throw, as its owner's code might; answers how an error must name the place. */
export function breakExtension(root: string): string {
    const path = join(root, "extend.ts");
    const before = readFileSync(path, "utf8");
    const after = before.replace(/^( *)return \{\};$/m, '$1throw new Error("stopped by a test");');
    if (after === before) {
        throw new Error("extend.ts has no `return {};` to replace");
    }
    writeFileSync(path, after);
    return `extend.ts:${after.slice(0, after.indexOf("throw new Error")).split("\n").length}`;
}
