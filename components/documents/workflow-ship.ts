// Renders the job of a workflow by which a line's release is taken out in one environment, behind that environment on GitHub.
import { stringify } from "yaml";

import { agreed, type Gate, ours, RUNNER, type ScriptOfJob, type SignIn, signIn, token } from "./workflow-steps";

export interface ShipJobArgs {
    readonly line: string;
    readonly environment: string;
    readonly region: string;
    /** The environment on GitHub: its name stands in the token, so AWS lets in nobody who was not let in there. */
    readonly behind: string;
    /** What proves that it asks somebody. @default - it need not */
    readonly gate?: Gate;
    readonly signIn: SignIn;
    readonly ship: ScriptOfJob;
    readonly waitMinutes: number;
}

/** What the job of an environment is called, whoever ships there. */
function shipJobName(environment: string): string {
    return `ship-${environment}`;
}

/** As text that stands below `jobs` of the line's workflow; it waits for `publish` until somebody says for what else. */
export function renderShipJob(args: ShipJobArgs): string {
    const { line, environment, behind, gate, ship, waitMinutes } = args;
    const job = {
        needs: ["build", "publish"],
        environment: behind,
        // A release that is being taken out is never ended by the next one.
        // unverified: a job that waits for the reviewers of its environment holds its group, and the next one waits behind it
        // | fails as: two releases of one environment are asked about at once, and the one that is agreed to last is live
        // | settle: gh run list --workflow deliver.yml, after two pushes that nobody has agreed to
        concurrency: { group: `fairlead-${line}-${environment}-ship`, "cancel-in-progress": false },
        "runs-on": RUNNER,
        "timeout-minutes": waitMinutes + 10,
        permissions: { ...(gate ? { actions: "read" } : {}), ...token(args.signIn) },
        steps: [
            ...(gate ? [agreed(gate)] : []),
            signIn(args, args.signIn),
            ours("take it out and wait until it is live", ship, {
                DIGEST: "${{ needs.build.outputs.digest }}",
                // One start a run and environment, however often it is asked for.
                TOKEN: `\${{ github.run_id }}-\${{ github.run_attempt }}-${environment}`,
            }),
        ],
    };
    const text = stringify({ [shipJobName(environment)]: job }, { lineWidth: 0 });
    return text.replace(/^(?=.)/gm, "  ");
}
