import { join } from "node:path";

import type { Plan } from "../../../plan/document";
import { run } from "./command";

/** The plan of a copy's stack, from the command that users have. */
export async function planOf(cwd: string, stack: string, configFile?: string): Promise<Plan> {
    const settings = configFile === undefined ? [] : ["--config-file", configFile];
    const args = [join("bin", "fairlead"), "plan", "--stack", stack, "--format", "json", ...settings];
    const ran = await run(process.execPath, args, { cwd, env: { PATH: process.env.PATH } });
    if (ran.code !== 0 || ran.stdout === "") {
        throw new Error(`node ${args.join(" ")} ended with ${ran.code} and printed:\n${ran.text}`);
    }
    return JSON.parse(ran.stdout) as Plan;
}

export function urnsOf(resources: readonly { readonly urn: string }[]): string[] {
    return resources.map(({ urn }) => urn);
}

/** URNs that a plan and a state must share: not the engine's own default providers, nor what awsx makes inside its plugin. */
export function comparable(urns: readonly string[]): string[] {
    return urns
        .filter((urn) => !/::pulumi:providers:\w+::default(_|$)/.test(urn) && !urn.includes("awsx:ec2:Vpc$"))
        .sort();
}

/** A physical name without the hex digits that autonaming ends it with: they differ from engine to engine. */
export function withoutHex(name: unknown): unknown {
    return typeof name === "string" ? name.replace(/-[0-9a-f]{5,}$/, "-*") : name;
}
