import { join } from "node:path";

import type { Plan } from "../../../cli/plan/plan";
import { run } from "./command";

/** The plan of a copy's stack, from the command that users have. */
export async function planOf(where: { readonly cwd: string }, stack: string): Promise<Plan> {
    const env = { PATH: process.env.PATH };
    const ran = await run(process.execPath, [join(where.cwd, "bin", "fairlead"), "plan", "--stack", stack, "--format", "json"], { ...where, env });
    if (ran.code !== 0 || ran.stdout === "") {
        throw new Error(`fairlead plan --stack ${stack} ended with ${ran.code}${ran.stdout === "" ? " and printed no plan" : ""}:\n${ran.text}`);
    }
    return JSON.parse(ran.stdout) as Plan;
}

/** URNs that a plan and a state must share: not the engine's own default providers, nor what awsx makes inside its plugin. */
export function comparable(resources: readonly { readonly urn: string }[]): string[] {
    return resources
        .map(({ urn }) => urn)
        .filter((urn) => !/::pulumi:providers:\w+::default(_|$)/.test(urn) && !urn.includes("awsx:ec2:Vpc$"))
        .sort();
}

/** A physical name without the hex digits that autonaming ends it with: they differ from engine to engine. */
export function withoutHex(name: unknown): unknown {
    return typeof name === "string" ? name.replace(/-[0-9a-f]{5,}$/, "-*") : name;
}
