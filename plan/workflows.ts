// Workflows of GitHub Actions that make a line's releases, as the components that render them tell of it.
import { below, isRecord, type Planned, type Plans, text, texts } from "./plans";
import { statementsOf } from "./policies";
import { TYPE } from "./tokens";

/** GitHub's own numbers, which it never gives twice. */
interface Ids {
    readonly owner: string;
    readonly repository: string;
}

export interface PlannedWorkflow extends Planned {
    /** `owner/name` */
    readonly repository: string;
    /** Known where the role that its jobs take on names them. */
    readonly ids?: Ids;
    readonly branch: string;
    /** Below the root of the repository. */
    readonly file: string;
    readonly text: string;
    /** What a person sets at GitHub, by the next steps. */
    readonly variables: Readonly<Record<string, string>>;
}

export function workflowsOf(plans: Plans): readonly PlannedWorkflow[] {
    const planned = plans.all.flatMap((plan) => plan.resources.map((resource) => ({ plan, resource })));
    return planned
        .filter(({ resource }) => resource.type.endsWith(":GithubActions"))
        .map(({ plan, resource }) => ({
            plan,
            resource,
            repository: text(resource, "repository"),
            ids: idsOf(Object.values(valuesOf(resource.outputs["roleArns"])), plans),
            branch: text(resource, "branch"),
            file: `.github/workflows/${text(resource, "file")}`,
            text: text(resource, "workflow"),
            variables: valuesOf(resource.outputs["variables"]),
        }));
}

/** https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims */
function idsOf(roles: readonly string[], plans: Plans): Ids | undefined {
    const trusts = roles.map(
        (role) =>
            plans.find(TYPE.role, (resource) => text(resource, "arn") === role)?.resource.inputs["assumeRolePolicy"],
    );
    const subjects = trusts
        .flatMap(statementsOf)
        .flatMap((statement) => Object.entries(below(statement, "Condition", "StringEquals")))
        .flatMap(([key, value]) => (key.endsWith(":sub") ? texts(value) : []));
    const [, owner, repository] =
        subjects.map((subject) => /^repo:[^@/]+@(\d+)\/[^@:]+@(\d+):/.exec(subject)).find((found) => found !== null) ??
        [];
    return owner === undefined || repository === undefined ? undefined : { owner, repository };
}

function valuesOf(held: unknown): Readonly<Record<string, string>> {
    const texts = isRecord(held) ? Object.entries(held).filter(([, value]) => typeof value === "string") : [];
    return Object.fromEntries(texts) as Record<string, string>;
}
