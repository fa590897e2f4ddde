import { relative, sep } from "node:path";

import type { Recorded } from "./monitor";
import { PlanError, type Project } from "./project";

/** What a program of anybody's threw, with what its reader needs to mend it: where, and what the plan could not know. */
export function explained(error: Error, { root, program, configFile, stack }: Project, recorded?: Recorded): Error {
    const [said = ""] = error.message.split("\n");
    const file = relative(process.cwd(), program);
    const missing = /^Cannot find module '([^']+)'/.exec(said)?.[1];
    if (missing !== undefined && !/^[./]/.test(missing) && "code" in error)
        return because(
            error,
            `${file} imports ${missing}, which is not installed; run: npm install --prefix ${relative(process.cwd(), root) || "."}`,
        );
    // Newer versions of node try it as one, and older ones do not.
    if (/^(Cannot use 'import\.meta'|await is only valid|require\(\) cannot be used on an ESM graph)/.test(said))
        return because(
            error,
            `${file} is an ES module (${said}); a plan runs programs as CommonJS, which have no await outside of functions and no import.meta`,
        );
    if (/^Missing required configuration variable/.test(said))
        return because(
            error,
            `${said}; write it into ${configFile ?? `Pulumi.${stack}.yaml`}, below config: (what \`environment:\` there brings from Pulumi ESC is not asked for)`,
        );
    if (!(error instanceof TypeError || error instanceof ReferenceError)) return error;
    const at = placeIn(error, root);
    const asked = (recorded?.invokes ?? []).filter(({ guessed }) => guessed).map(({ token }) => token);
    const hint =
        asked.length === 0
            ? ""
            : `; it asked before for what a plan does not know, and got something in its place: ${[...new Set(asked)].join(", ")}`;
    return at === undefined && hint === ""
        ? error
        : because(error, `${said}${at === undefined ? "" : ` (${at})`}${hint}`);
}

function because(cause: Error, message: string): Error {
    const error = new PlanError(message, { cause });
    error.stack = cause.stack;
    return error;
}

/** The first line of the program's own that the error names. */
function placeIn({ stack = "" }: Error, root: string): string | undefined {
    return stack
        .split("\n")
        .map((frame) => /\(?(\/[^():]+:\d+):\d+\)?$/.exec(frame)?.[1] ?? "")
        .filter((place) => place.startsWith(root + sep) && !place.includes("node_modules"))
        .map((place) => relative(process.cwd(), place))[0];
}
