import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A setting no stack can have, and what the settings say to it. */
export const wrongPort = {
    path: "fairlead:services.web.deploy.port",
    value: "80808",
    message: /fairlead:services\.web\.deploy\.port/,
};

/** Makes a copy's `extend.ts` throw, as its owner's code might; answers the line that an error must name. */
export function stop(root: string): number {
    const path = join(root, "extend.ts");
    const before = readFileSync(path, "utf8");
    const after = before.replace(/^( *)return \{\};$/m, '$1throw new Error("stopped by a test");');
    if (after === before) {
        throw new Error("extend.ts has no `return {};` to replace");
    }
    writeFileSync(path, after);
    return after.slice(0, after.indexOf("throw new Error")).split("\n").length;
}
