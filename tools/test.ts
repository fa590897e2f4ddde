// `npm test`: types, unit tests, the jobs' scripts, engine tests, rehearsals.
import { mocha, node, rehearsal, type Step, unit } from "./steps";
import { runTier } from "./tier";

const together: readonly Step[] = [
    ...rehearsal,
    unit,
    // Bash, jq and zip start some thousand times here: a suite of its own, so that the unit tests stay quick.
    { suite: "scripts", command: node(mocha, "tests/scripts/**/*.spec.ts", "--timeout", "60000"), countsItself: true },
    { suite: "engine", command: node(mocha, "tests/engine/**/*.spec.ts", "--timeout", "120000"), countsItself: true },
    {
        suite: "types",
        command: node("node_modules/typescript/bin/tsc", "-p", "tsconfig.check.json", "--noEmit"),
        shows: "failures",
    },
];

// Of two cores the two halves of the rehearsals leave one to the others, of which each takes the half of it.
void runTier({ together, lanes: 4 }).then((ok) => (process.exitCode = ok ? 0 : 1));
