import { createRequire } from "node:module";
import { join } from "node:path";

import { readProject, type ProjectRequest } from "../../../cli/plan/project";
import { runtimeOf } from "../../../tools/runtime";
import { standInsFor } from "../providers/all";
import { run, type Ran } from "./command";
import { serveMonitor, type Heard } from "./monitor";

type Settings = Pick<ProjectRequest, "configFile" | "overrides">;

/** Runs a copy's program as Pulumi's language host does, against a stand-in for the engine. */
export async function hostProgram(
    root: string,
    stack: string,
    settings: Settings = {},
): Promise<Ran & { readonly heard: Heard }> {
    const project = readProject({ ...settings, stack, cwd: root });
    const monitor = await serveMonitor(project, standInsFor(project));
    const address = `127.0.0.1:${monitor.port}`;
    const named = {
        organization: "organization",
        project: project.name,
        stack,
        monitor: address,
        engine: address,
        pwd: root,
        "root-directory": root,
    };
    const runtime = runtimeOf(root);
    const args = [
        ...runtime.args,
        createRequire(join(root, "index.ts")).resolve("@pulumi/pulumi/cmd/run"),
        ...Object.entries(named).flatMap(([key, value]) => [`--${key}`, value]),
        "--parallel",
        "16",
        ".",
    ];
    const env = {
        PATH: process.env.PATH,
        HOME: root,
        ...runtime.env,
        PULUMI_CONFIG: JSON.stringify(project.config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(project.secretKeys),
    };
    try {
        return { ...(await run(process.execPath, args, { cwd: root, env })), heard: monitor.heard };
    } finally {
        monitor.close();
    }
}
