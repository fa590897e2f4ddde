import { readFileSync } from "node:fs";
import { join } from "node:path";

import { stringify } from "yaml";

import type { Job } from "../parts";

const SCRIPTS = join(__dirname, "..", "scripts");

/**
 * Renders the build specification of a job that runs one of our scripts. Everything stands in one command, because
 * CodeBuild reports each command apart and `set -e` must hold for all of it.
 */
export function renderBuildspec(script: string, { exports, gives }: Pick<Job, "exports"> & { gives: boolean }): string {
    return stringify(
        {
            version: 0.2,
            env: { shell: "bash", ...(exports?.length ? { "exported-variables": exports } : {}) },
            phases: { build: { commands: [`${read("lib")}\n${read(script)}`] } },
            ...(gives ? { artifacts: { "base-directory": "out", files: ["**/*"] } } : {}),
        },
        { lineWidth: 0 },
    );
}

function read(script: string): string {
    return readFileSync(join(SCRIPTS, `${script}.sh`), "utf8").trimEnd();
}
