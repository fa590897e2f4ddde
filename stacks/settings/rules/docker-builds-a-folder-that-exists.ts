// The docker provider finds out during `up`, when half of the stack stands already:
// https://www.pulumi.com/registry/packages/docker/api-docs/image/
import * as path from "node:path";

import { nearestName } from "../../../text/nearest";
import type { BuildSettings } from "../../settings";
import { setting } from "../fixing-line";
import type { Problem } from "../problem";
import type { About, Rule } from "./rule";

type DockerBuild = Extract<BuildSettings, { kind: "docker" }>;

export const rule: Rule = ({ services }, about) =>
    Object.entries(services).flatMap(([line, { build }]) =>
        about.filesIn && build?.kind === "docker" ? missing(line, build as DockerBuild, about) : [],
    );

function missing(line: string, { context, dockerfile }: DockerBuild, about: About): Problem[] {
    const at = ["services", line, "build"];
    const file = path.posix.join(context, dockerfile);
    if (!about.filesIn?.(context)) {
        return [
            {
                path: [...at, "context"],
                is: `is ${JSON.stringify(context)}, which is no folder of the project`,
                allowed: "a folder with a Dockerfile in it, relative to the project",
                fix: fixes(about, [...at, "context"], context, `make the folder ${context}, with a Dockerfile in it`),
            },
        ];
    }
    if (about.filesIn(path.posix.dirname(file))?.includes(path.posix.basename(file))) return [];
    return [
        {
            path: [...at, "dockerfile"],
            is: `is ${JSON.stringify(dockerfile)}, which ${context} does not contain`,
            allowed: "a Dockerfile, relative to the context",
            fix: fixes(
                about,
                [...at, "dockerfile"],
                dockerfile,
                `write ${file}, or set context to the folder it is in`,
                context,
            ),
            also: [[...at, "context"]],
        },
    ];
}

/** The name that was probably meant, if its folder has one like it. */
function fixes(about: About, at: string[], wanted: string, otherwise: string, below = "."): string[] {
    const folder = path.posix.dirname(wanted);
    const known = about.filesIn?.(path.posix.join(below, folder)) ?? [];
    const near = nearestName(path.posix.basename(wanted), known);
    return [near === undefined ? otherwise : setting(about.project, at, path.posix.join(folder, near))];
}
