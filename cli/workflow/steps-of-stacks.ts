// Pieces of jobs that bring stacks of this program up, without Pulumi Cloud.
import { uses } from "../../text/actions";

export type Step = Readonly<Record<string, unknown>>;

export const RUNNER = "ubuntu-24.04";

/** Where Pulumi keeps the state, as the repository's variable says. */
export const STATE = "${{ vars.FAIRLEAD_STATE }}";

/** A fork's jobs get no token for AWS whatever stands in them; this keeps them from being red. */
export const OF_THE_REPOSITORY = "github.event.pull_request.head.repo.full_name == github.repository";

export interface Prepared {
    readonly region: string;
    /** Names the session: who asks, in AWS's own records. */
    readonly session: string;
    /** @default - what the run is of */
    readonly ref?: string;
}

/** Checked out, installed, and signed in as the job's environment on GitHub may. */
export function prepared({ region, session, ref }: Prepared): Step[] {
    return [
        {
            uses: uses("actions/checkout"),
            with: { ...(ref === undefined ? {} : { ref }), "persist-credentials": false },
        },
        { uses: uses("actions/setup-node"), with: { "node-version-file": ".nvmrc" } },
        // Scripts of packages are code of strangers, in a job that may soon sign in to AWS.
        { run: "npm ci --omit=dev --ignore-scripts" },
        {
            uses: uses("aws-actions/configure-aws-credentials"),
            with: {
                // Variables of the job's environment: each has a role of its own under the same name.
                "role-to-assume": "${{ vars.FAIRLEAD_INFRASTRUCTURE_ROLE }}",
                "role-session-name": session,
                "aws-region": region,
            },
        },
    ];
}

/** Pulumi's own action; without a command it installs Pulumi and does nothing else. */
export function pulumi(more: Readonly<Record<string, unknown>> = {}): Step {
    return { uses: uses("pulumi/actions"), ...(Object.keys(more).length === 0 ? {} : { with: more }) };
}
