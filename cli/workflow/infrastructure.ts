// Renders the workflow by which GitHub Actions brings up the stacks of this program, without Pulumi Cloud: state in a bucket of
// one's own, its secrets under a key of one's own. https://www.pulumi.com/docs/iac/concepts/state-and-backends/
import { Document } from "yaml";

import type { Plan } from "../../plan/document";
import { broughtUpByGithub, settingsOf, templatesIn } from "./account-settings";
import { OF_THE_REPOSITORY, prepared, pulumi, RUNNER, STATE } from "./steps-of-stacks";

/** A stack, in the order in which they are brought up. */
export interface InfrastructureStack {
    readonly stack: string;
    readonly region: string;
    /** Its releases come from another environment. */
    readonly promoted: boolean;
    /** Whether pull requests are previewed; what is promoted to never is. */
    readonly previewed: boolean;
}

/** The environments among some stacks that are brought up, first those that nothing is promoted to; a template never is. */
export function environmentsOf(plans: readonly Plan[]): InfrastructureStack[] {
    const roles = plans.flatMap(previewsOf);
    const templates = plans.flatMap(templatesIn);
    const all = plans.flatMap((plan) => {
        const settings = settingsOf(plan, "fairlead:index:Environment");
        const { stack, region } = plan;
        if (!settings || templates.includes(stack)) return [];
        const promoted = settings["promotesFrom"] !== undefined;
        // Without the account's stack it is not known which roles there are.
        const previewed = !promoted && (roles.length === 0 || roles.includes(stack));
        return [{ stack, region, promoted, previewed }];
    });
    return all.sort((one, other) => Number(one.promoted) - Number(other.promoted));
}

/** The stacks that the account's own stack makes a role of previews for; `""` where it makes roles, and none of them is one. */
function previewsOf(plan: Plan): string[] {
    const stacks = broughtUpByGithub(plan);
    if (!stacks) return [];
    return ["", ...Object.keys(stacks).filter((stack) => stacks[stack]?.previewPullRequests)];
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
export function renderInfrastructure(stacks: readonly InfrastructureStack[], branch: string): string {
    const jobs = stacks.flatMap((each, at): [string, unknown][] => [
        ...(each.previewed ? [[`preview-${each.stack}`, preview(each)] as [string, unknown]] : []),
        [`up-${each.stack}`, up(each, branch, stacks[at - 1])],
    ]);
    const document = new Document({
        name: "infrastructure",
        // Without paths: a stack that nothing has changed is brought up without a change, and no change is missed.
        on: { pull_request: { branches: [branch] }, push: { branches: [branch] }, workflow_dispatch: {} },
        permissions: {},
        jobs: Object.fromEntries(jobs),
    });
    document.commentBefore =
        " Rendered by: npx fairlead workflow --infrastructure\n What it says is set in the stack files; render it again instead of changing it here.";
    return document.toString({ lineWidth: 0 });
}

/**
 * The job's own environment stands in its token, so the role of previews trusts that and no pull request as such.
 * https://docs.github.com/en/actions/reference/security/oidc
 */
function preview(each: InfrastructureStack): unknown {
    return {
        if: `github.event_name == 'pull_request' && ${OF_THE_REPOSITORY}`,
        "runs-on": RUNNER,
        "timeout-minutes": 30,
        environment: `${each.stack}-preview`,
        permissions: { contents: "read", "id-token": "write", "pull-requests": "write" },
        steps: [...signedIn(each, "preview"), on(each, { command: "preview", "comment-on-pr": true })],
    };
}

/** The environment is the gate: GitHub holds the job until its reviewers agree. Two runs never share a stack. */
function up(each: InfrastructureStack, branch: string, before: InfrastructureStack | undefined): unknown {
    return {
        // Whoever may start a workflow by hand may choose a branch; its code would run with this job's role.
        if: `github.event_name != 'pull_request' && github.ref == 'refs/heads/${branch}'`,
        ...(before ? { needs: [`up-${before.stack}`] } : {}),
        "runs-on": RUNNER,
        "timeout-minutes": 120,
        environment: each.stack,
        concurrency: { group: `infrastructure-${each.stack}`, "cancel-in-progress": false },
        permissions: { contents: "read", "id-token": "write" },
        // The action runs `up` without a preview, and then what is protected is refused only after the rest has been done:
        // https://github.com/pulumi/pulumi/pull/18396
        steps: [...signedIn(each, "up"), on(each, { command: "preview" }), on(each, { command: "up" })],
    };
}

const signedIn = ({ stack, region }: InfrastructureStack, act: string) =>
    prepared({ region, session: `${act}-${stack}-\${{ github.run_id }}` });

const on = ({ stack }: InfrastructureStack, more: Readonly<Record<string, unknown>>) =>
    pulumi({ ...more, "stack-name": stack, "cloud-url": STATE });
