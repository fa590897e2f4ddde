// `npm start`: what the root program would register in each environment, without an account, an engine or a network.
import { spawnSync } from "node:child_process";

import { root } from "./results";

for (const stack of ["staging", "prod"]) {
    const plan = spawnSync(process.execPath, ["bin/fairlead", "plan", "--stack", stack], {
        cwd: root,
        stdio: "inherit",
    });
    if (plan.error) throw plan.error;
    if (plan.status !== 0) {
        process.exitCode = plan.status ?? 1;
        break;
    }
    console.log("");
}
