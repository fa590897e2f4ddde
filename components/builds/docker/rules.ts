// The docker provider finds out during `up`, when half of the stack stands already:
// https://www.pulumi.com/registry/packages/docker/api-docs/image/
import * as path from "node:path";

import { nearestName } from "../../../text/nearest";
import type { Refusal, SettingRule } from "../../setting-rules";

export const contextHoldsADockerfile: SettingRule<{ readonly context: string; readonly dockerfile: string }> = (
    { context, dockerfile },
    { filesIn },
) => {
    if (!filesIn) return [];
    const file = path.posix.join(context, dockerfile);
    const files = filesIn(context);
    if (!files) {
        return [
            {
                at: ["context"],
                is: `is ${JSON.stringify(context)}, which is no folder of the project`,
                allowed: "a folder with a Dockerfile in it, relative to the project",
                ...meant(context, ".", filesIn, `make the folder ${context}, with a Dockerfile in it`),
            },
        ];
    }
    if (filesIn(path.posix.dirname(file))?.includes(path.posix.basename(file))) return [];
    return [
        {
            at: ["dockerfile"],
            is: `is ${JSON.stringify(dockerfile)}, which ${context} does not contain`,
            allowed: "a Dockerfile, relative to the context",
            ...meant(dockerfile, context, filesIn, `write ${file}, or set context to the folder it is in`),
            also: [["context"]],
        },
    ];
};

/** The name that was probably meant, if its folder has one like it. */
function meant(
    wanted: string,
    below: string,
    filesIn: (folder: string) => readonly string[] | undefined,
    otherwise: string,
): Pick<Refusal, "instead" | "fix"> {
    const folder = path.posix.dirname(wanted);
    const near = nearestName(path.posix.basename(wanted), filesIn(path.posix.join(below, folder)) ?? []);
    return near === undefined ? { fix: otherwise } : { instead: path.posix.join(folder, near) };
}
