import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { settingsOf } from "../../../plan/lines";
import type { Plan } from "../../../plan/plans";
import { addFile, type Breakage, changeDockerfile, changeFile } from "../../faults/source";
import { type AppSpec, readAppSpec } from "./appspec";

/** Faults of an application that machines run, in a container or without one. */
export const breakages: Readonly<Record<string, Breakage>> = {
    unhealthy: (folder, plans) => {
        if (carriesOf(plans) === "image") return neverAnswers(folder);
        return inScript(folder, plans, ["ApplicationStart"], "exit 0", "ends well and starts nothing");
    },
    hook: (folder, plans) => {
        const failing = "echo 'broken by --fault hook' >&2\nexit 1";
        return inScript(folder, plans, ["AfterInstall", "BeforeInstall", "ValidateService"], failing, "fails");
    },
    shutdown: (folder, plans) =>
        inScript(
            folder,
            plans,
            ["AfterInstall", "ApplicationStart"],
            "shutdown -h now\nsleep 60",
            "shuts its machine down",
        ),
};

function carriesOf(plans: readonly Plan[]): string | undefined {
    const found = plans.flatMap(settingsOf).find(({ deploy }) => deploy.kind === "ec2");
    return found && String(found.deploy["carries"] ?? "bundle");
}

function neverAnswers(folder: string): string {
    changeDockerfile(folder, (text) => `${text}\nENTRYPOINT ["sh", "-c", "sleep 100000"]\n`);
    return "the Dockerfile starts a program that never answers";
}

/** Hooks of the application's own; those that Fairlead brings are no part of its source. */
function inScript(
    folder: string,
    plans: readonly Plan[],
    events: readonly string[],
    script: string,
    does: string,
): string | undefined {
    if (carriesOf(plans) !== "bundle") return undefined;
    const spec = appSpecIn(folder);
    const found = events.flatMap((event) => (spec?.hooks[event] ?? []).map(({ location }) => ({ event, location })))[0];
    if (!found)
        throw new Error(
            `this fault changes a hook of the application, and its AppSpec has none for ${events.join(" or ")}`,
        );
    const text = `#!/bin/sh\n${script}\n`;
    if (existsSync(join(folder, found.location))) changeFile(folder, found.location, () => text);
    else addFile(folder, found.location, text);
    return `${found.location}, its hook for ${found.event}, ${does}`;
}

function appSpecIn(folder: string): AppSpec | undefined {
    const file = ["appspec.yml", "appspec.yaml"].find((name) => existsSync(join(folder, name)));
    return file === undefined ? undefined : readAppSpec(readFileSync(join(folder, file), "utf8"));
}
