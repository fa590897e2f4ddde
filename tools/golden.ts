// `npm run golden`: lets the specs that compare with tests/golden write their files instead, and shows what changed.
// Arguments choose specs; without any, all run that might have such a file.
import { spawnSync } from "node:child_process";

import { git } from "../text/git";
import { root } from "./results";
import { mocha } from "./steps";

const chosen = process.argv.slice(2);
const specs = chosen.length > 0 ? chosen : ["tests/**/*.spec.ts", "--ignore", "tests/{engine,scripts}/**"];
const written = spawnSync(process.execPath, [mocha, "--reporter", "dot", ...specs], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, FAIRLEAD_GOLDEN: "write" },
});
const golden = ["tests/golden", "docs/schema", "docs/fidelity.md", "docs/unverified.md"];
process.stdout.write(git(["-C", root, "status", "--short", "--", ...golden], { as: "person" }));
process.exitCode = written.status ?? 1;
