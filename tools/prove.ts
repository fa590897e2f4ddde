// `npm run prove`: kills, load, long fuzz, a container engine, statements taken out one by one. Arguments choose proofs.
import * as fs from "node:fs";
import * as path from "node:path";

import { root } from "./results";
import { mocha, node, type Step } from "./steps";
import { runTier } from "./tier";

const ENDING = ".prove.ts";
/** By what each takes, the longest first; what is not named here comes behind. */
const LONGEST = [
    "statements",
    "kills",
    "walls",
    "applications",
    "machines",
    "containers",
    "escapes",
    "stops",
    "outsider",
];
/** What counts lost requests, or waits for an alarm that counts them by the minute, takes both cores. */
const ALONE = ["faults", "hand-over", "load", "load-machines", "rollouts", "rollouts-beside", "shared-balancer"];

const folder = path.join(root, "tests", "prove");
const chosen = process.argv.slice(2);
const known = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length))
    .sort();
const proofs = chosen.length === 0 ? known : chosen;

function stepOf(proof: string): Step {
    const file = path.join("tests", "prove", `${proof}${ENDING}`);
    return { suite: proof, command: node(mocha, file, "--timeout", "600000"), countsItself: true };
}

const place = (proof: string): number => (LONGEST.includes(proof) ? LONGEST.indexOf(proof) : LONGEST.length);
const together = proofs.filter((proof) => !ALONE.includes(proof)).sort((a, b) => place(a) - place(b));
const alone = proofs.filter((proof) => ALONE.includes(proof));

void runTier({ together: together.map(stepOf), alone: alone.map(stepOf) }).then(
    (ok) => (process.exitCode = ok ? 0 : 1),
);
