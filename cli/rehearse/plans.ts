import { spawn } from "node:child_process";
import { join } from "node:path";

import type { Plan } from "../../plan/document";
import { PlanError } from "../plan/project";
import { onlyLine } from "./one-line";
import type { Options } from "./options";
import { readPlanFile } from "./plan-file";

/**
 * The plans that were asked for. Each program runs in a process of its own: the rehearsal knows a program by its plan
 * alone, and two cores plan two stacks at once.
 */
export async function plansFor({ stacks, plans, configFile, line }: Options): Promise<readonly Plan[]> {
    const files = plans.map(readPlanFile);
    const made = await Promise.all(stacks.map((stack) => planStack(stack, configFile)));
    const all = [...made, ...files];
    const names = all.map(({ project, stack }) => `${project}/${stack}`);
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) throw new PlanError(`two plans are of ${twice}; leave one out`);
    return line === undefined ? all : onlyLine(all, line);
}

const fairlead = join(__dirname, "..", "..", "bin", "fairlead");

function planStack(stack: string, configFile: string | undefined): Promise<Plan> {
    const args = ["plan", "--stack", stack, "--format", "json"];
    if (configFile !== undefined) args.push("--config-file", configFile);
    const child = spawn(process.execPath, [fairlead, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    const [out, err] = [collect(child.stdout), collect(child.stderr)];
    return new Promise((resolve, reject) => {
        child.on("error", reject);
        child.on("close", (code) => {
            if (code === 0) resolve(JSON.parse(out()) as Plan);
            else
                reject(
                    new PlanError(
                        err()
                            .replace(/^error: /, "")
                            .trimEnd(),
                    ),
                );
        });
    });
}

function collect(stream: NodeJS.ReadableStream): () => string {
    const parts: Buffer[] = [];
    stream.on("data", (part: Buffer) => parts.push(part));
    return () => Buffer.concat(parts).toString();
}
