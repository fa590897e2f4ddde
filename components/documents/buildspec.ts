import { readFileSync } from "node:fs";
import { join } from "node:path";

import { stringify } from "yaml";

import type { Job } from "../shell";

const SCRIPTS = join(__dirname, "..", "scripts");

/**
 * Renders the build specification of a job that runs our scripts, in their order. Everything stands in one command,
 * because CodeBuild reports each command apart and `set -e` must hold for all of it. Links of a bundle stay links:
 * https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.artifacts.enable-symlinks
 */
export function renderBuildspec(
    scripts: readonly string[],
    { exports, gives }: Pick<Job, "exports"> & { gives: boolean },
): string {
    return stringify(
        {
            version: 0.2,
            env: { shell: "bash", ...(exports?.length ? { "exported-variables": exports } : {}) },
            phases: { build: { commands: [renderScript(scripts)] } },
            ...(gives ? { artifacts: { "base-directory": "out", files: ["**/*"], "enable-symlinks": "yes" } } : {}),
        },
        { lineWidth: 0 },
    );
}

/** The text of scripts as one shell runs it, the words that all of them use in front; each file once. */
export function renderScript(scripts: readonly string[]): string {
    return [...new Set(["lib", ...scripts])]
        .map((script) => readFileSync(join(SCRIPTS, `${script}.sh`), "utf8").trimEnd())
        .join("\n");
}
