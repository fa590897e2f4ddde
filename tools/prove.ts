// `npm run prove`: kills, load, long fuzz, a container engine, statements taken out one by one. Arguments choose proofs.
import * as fs from "node:fs";
import * as path from "node:path";

import { root } from "./results";
import { mocha, node, type Step } from "./steps";
import { runTier } from "./tier";

const ENDING = ".prove.ts";
/**
 * By what each takes, the longest first; what is not named here comes behind. `kills` holds the whole checkout against what
 * it was before, and is over when `package` packs it.
 */
const LONGEST = [
    ...["statements", "applications", "kills", "students", "walls", "machines", "pushed", "models", "containers"],
    ...["escapes", "stops", "outsider"],
];
/**
 * What counts lost requests, or waits for an alarm that counts them by the minute, is a round of its own: these wait most
 * of their time, and each takes a third of a core for its visitors.
 */
const VISITED = [
    ...["rollouts", "rollouts-codedeploy", "faults", "rollouts-beside", "hand-over", "load", "load-machines"],
    ...["shared-balancer"],
];

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

const place = (proof: string): number => [...LONGEST, ...VISITED, proof].indexOf(proof);
const ordered = [...proofs].sort((a, b) => place(a) - place(b));
const stepsOf = (isVisited: boolean): Step[] =>
    ordered.filter((proof) => VISITED.includes(proof) === isVisited).map(stepOf);

// Two cores have time for three: a rehearsal waits, for health checks and for what a script asks again.
void runTier({ together: stepsOf(false), behind: stepsOf(true), lanes: 3 }).then(
    (ok) => (process.exitCode = ok ? 0 : 1),
);
