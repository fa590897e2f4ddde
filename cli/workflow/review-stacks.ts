// Renders the workflow by which each pull request gets a stack of its own, made of a template, and loses it when it is closed:
// without Pulumi Cloud, whose review stacks these are like.
import { Document } from "yaml";

import type { Plan } from "../../plan/document";
import { templatesOfGithub } from "./account-settings";
import { OF_THE_REPOSITORY, prepared, pulumi, RUNNER, STATE } from "./steps-of-stacks";

/** A stack that others are made of. */
export interface Template {
    readonly stack: string;
    readonly region: string;
    /** How the names of its stacks begin, without the dash before their number; the boundary of their roles has it as well. */
    readonly begins: string;
}

/** Those that the accounts' stacks name, as far as their own plans are there. */
export function templatesOf(plans: readonly Plan[]): Template[] {
    const names = plans.flatMap(templatesOfGithub);
    return plans
        .filter(({ stack }) => names.includes(stack))
        .map(({ stack, region, project }) => ({ stack, region, begins: `pr-${project}` }));
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request */
export function renderReviewStacks(templates: readonly Template[], branch: string): string {
    const document = new Document({
        name: "review stacks",
        on: {
            pull_request: { branches: [branch], types: ["opened", "reopened", "synchronize", "closed"] },
            // GitHub tells of no pull request that has a conflict, and may lose an event: what is left over goes at night.
            schedule: [{ cron: "17 3 * * *" }],
            workflow_dispatch: {},
        },
        permissions: {},
        jobs: Object.fromEntries(
            templates.flatMap((template) => [
                [`make-${template.stack}`, make(template)],
                [`end-${template.stack}`, end(template, branch)],
            ]),
        ),
    });
    document.commentBefore =
        " Rendered by: npx fairlead workflow --review-stacks\n What it says is set in the stack files; render it again instead of changing it here.";
    return document.toString({ lineWidth: 0 });
}

/**
 * The stack has the template's file, secrets and all, under a name of its own: `stack init` keeps the data key that stands there for as
 * long as the provider is the same. https://github.com/pulumi/pulumi/blob/master/pkg/secrets/cloud/manager.go
 */
const MADE = `stack="$BEGINS-$NUMBER"
cp "Pulumi.$TEMPLATE.yaml" "Pulumi.$stack.yaml"
pulumi login "$STATE"
if ! pulumi stack ls --json | jq -e --arg stack "$stack" 'any(.[].name; split("/")[-1] == $stack)' >/dev/null; then
  provider=$(sed -n 's/^secretsprovider: *//p' "Pulumi.$TEMPLATE.yaml" | tr -d "\\"'")
  pulumi stack init "$stack" --secrets-provider "\${provider:?Pulumi.$TEMPLATE.yaml names no secretsprovider}"
fi`;

/** What is left over: stacks whose pull request is closed by now. One that cannot be taken away does not keep the others. */
const ENDED = `pulumi login "$STATE"
left=0
for name in $(pulumi stack ls --json | jq -r '.[].name | split("/")[-1]'); do
  number="\${name#"$BEGINS-"}"
  [[ "$name" = "$BEGINS-$number" && "$number" =~ ^[1-9][0-9]*$ ]] || continue
  state=$(gh api "repos/$GITHUB_REPOSITORY/pulls/$number" --jq .state) || { left=1; continue; }
  [ "$state" = closed ] || continue
  cp "Pulumi.$TEMPLATE.yaml" "Pulumi.$name.yaml"
  pulumi destroy --stack "$name" --yes --non-interactive --remove || left=1
done
exit "$left"`;

/** Between a stack's own jobs: what is being made is never taken away under way, and the other way round. */
const inTurn = ({ stack }: Template): unknown => ({
    group: `${stack}-\${{ github.event.number || 'all' }}`,
    "cancel-in-progress": false,
});

function script(
    name: string,
    { stack, begins }: Template,
    more: Readonly<Record<string, string>>,
    run: string,
): unknown {
    return { name, shell: "bash", env: { TEMPLATE: stack, BEGINS: begins, STATE, ...more }, run: `${run}\n` };
}

function make(template: Template): unknown {
    const { stack, region, begins } = template;
    const own = `${begins}-\${{ github.event.number }}`;
    return {
        if: `github.event_name == 'pull_request' && github.event.action != 'closed' && ${OF_THE_REPOSITORY}`,
        "runs-on": RUNNER,
        "timeout-minutes": 120,
        environment: stack,
        concurrency: inTurn(template),
        permissions: { contents: "read", "id-token": "write", "pull-requests": "write" },
        steps: [
            ...prepared({ region, session: `${own}-\${{ github.run_id }}` }),
            pulumi(),
            script("a stack of its own", template, { NUMBER: "${{ github.event.number }}" }, MADE),
            pulumi({ command: "up", "comment-on-pr": true, "stack-name": own, "cloud-url": STATE }),
        ],
    };
}

/** With the branch's code, as the pull request's may be gone; what is taken away, the state says and not the code. */
function end(template: Template, branch: string): unknown {
    const { stack, region, begins } = template;
    return {
        if: `github.event_name != 'pull_request' || (github.event.action == 'closed' && ${OF_THE_REPOSITORY})`,
        "runs-on": RUNNER,
        "timeout-minutes": 120,
        environment: stack,
        concurrency: inTurn(template),
        permissions: { contents: "read", "id-token": "write", "pull-requests": "read" },
        steps: [
            ...prepared({ region, session: `${begins}-end-\${{ github.run_id }}`, ref: branch }),
            pulumi(),
            script("take away what is left over", template, { GH_TOKEN: "${{ github.token }}" }, ENDED),
        ],
    };
}
