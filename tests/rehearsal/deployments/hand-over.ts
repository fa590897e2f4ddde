// A line that CodeDeploy moves, the rules that ECS needs beside it, and the script that a person hands it over with.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";

import { renderScript } from "../../../components/documents/buildspec";
import type { Plan } from "../../../plan/document";
import { aws } from "../../../rehearsal/jobs/commands/aws";
import type { JobSite } from "../../../rehearsal/jobs/commands/types";
import { ARN, type Line, type LineOptions, planOf, somebody } from "./line";
import { INFRASTRUCTURE, type Moved, movedPlan, RULE } from "./native";

const RULES = "aws:lb/listenerRule:ListenerRule";

/** What CodeDeploy moves, and rules that `rulesOf` makes: as `up` does, with all of the traffic for blue. */
export function leavingPlan(weights: Pick<Moved, "production" | "test"> = {}): Plan {
    const plan = planOf();
    const rules = movedPlan({ strategy: "BLUE_GREEN" }, weights).resources.filter(({ type }) => type === RULES);
    return { ...plan, resources: [...plan.resources, ...rules] };
}
export const leaving = (weights?: Pick<Moved, "production" | "test">): LineOptions => ({
    plan: leavingPlan(weights),
    later: RULES,
});
export const makeRules = (line: Line): void => line.make((type) => type === RULES);

const ENV = {
    ...{ CLUSTER: "cluster", SERVICE: "web", APPLICATION: "web", GROUP: "web" },
    ...{ BLUE: ARN.blue, GREEN: ARN.green, PRODUCTION: RULE.production, TEST: RULE.test },
    INFRASTRUCTURE_ROLE: INFRASTRUCTURE,
};

export interface HandedOver {
    readonly code: number | null;
    readonly out: string;
    readonly err: string;
}

/** Runs the script as it is rendered; its `aws` asks this account. */
export async function handOver(line: Line, mutant?: readonly [string, string]): Promise<HandedOver> {
    const site = {
        account: line.account,
        by: somebody,
        place: { region: "eu-west-1", account: "111122223333" },
    } as unknown as JobSite; // nothing of it reads a file
    const server = createServer((request, response) => {
        void text(request).then(async (body) =>
            response.end(JSON.stringify(await aws(JSON.parse(body) as string[], site))),
        );
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const bin = join(line.folder, "bin");
    mkdirSync(bin, { recursive: true });
    const program = (name: string, body: string): void => {
        writeFileSync(join(bin, name), body);
        chmodSync(join(bin, name), 0o755);
    };
    program("sleep", "#!/bin/sh\nexec /bin/sleep 0.05\n");
    program("aws", `#!${process.execPath}\n${clientOf((server.address() as AddressInfo).port)}`);
    const script = renderScript(["ecs-deployments", "ecs-migrate"]);
    if (mutant && script.split(mutant[0]).length !== 2) throw new Error(`not exactly once: ${mutant[0]}`);
    const child = spawn("bash", ["-c", mutant ? script.replace(mutant[0], () => mutant[1]) : script], {
        env: { ...ENV, HOME: line.folder, PATH: bin + delimiter + (process.env["PATH"] ?? "") },
    });
    const [out, err, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, "close") as Promise<[number | null]>,
    ]);
    server.close();
    return { code, out, err };
}

const clientOf = (port: number): string => `
fetch("http://127.0.0.1:${port}", { method: "POST", body: JSON.stringify(process.argv.slice(2)) })
    .then((answer) => answer.json())
    .then(({ code, out = "", err = "" }) => {
        process.stdout.write(out);
        process.stderr.write(err);
        process.exitCode = code;
    });
`;
