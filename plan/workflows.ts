// Workflows of GitHub Actions that make a line's releases, as the components that render them tell of it.
import type { PlannedResource } from "./document";
import { below, isRecord, type Planned, type Plans, records, text, texts } from "./plans";
import { statementsOf } from "./policies";
import { TYPE } from "./tokens";

/** GitHub's own numbers, which it never gives twice. */
interface Ids {
    readonly owner: string;
    readonly repository: string;
}

/** What a person sets at GitHub as a secret, by the next steps: the secret of an access key. */
interface PlannedSecret {
    readonly name: string;
    readonly keyId: string;
    /** Environment on GitHub that it belongs to, where not the whole repository. */
    readonly environment?: string;
}

export interface PlannedWorkflow extends Planned {
    /** `owner/name` */
    readonly repository: string;
    /** Known where the role that its jobs take on names them. */
    readonly ids?: Ids;
    readonly branch: string;
    /** Environments on GitHub that its jobs wait for; those must ask somebody. */
    readonly behind: readonly { readonly name: string; readonly asks: boolean }[];
    /** Below the root of the repository. */
    readonly file: string;
    readonly text: string;
    /** What a person sets at GitHub, by the next steps. */
    readonly variables: Readonly<Record<string, string>>;
    readonly secrets: readonly PlannedSecret[];
}

/** A job of a line's workflow that takes releases out in one environment. */
export interface PlannedShipJob extends Planned {
    readonly repository: string;
    readonly file: string;
    /** Where releases come from, by the name of that environment. */
    readonly after?: string;
    /** The environment on GitHub that it waits for, and whether that has to ask somebody. */
    readonly behind: string;
    readonly asks: boolean;
    readonly text: string;
    readonly variables: Readonly<Record<string, string>>;
    readonly secrets: readonly PlannedSecret[];
}

export function workflowsOf(plans: Plans): readonly PlannedWorkflow[] {
    const ships = shipJobsOf(plans);
    return componentsOf(plans, "GithubActions").map(({ plan, resource }) => {
        const repository = text(resource, "repository");
        const file = fileOf(resource);
        const gate = resource.inputs["environment"];
        const mine = ships
            .filter((job) => job.repository === repository && job.file === file)
            .sort((one, other) => Number(one.asks) - Number(other.asks));
        return {
            ...{ plan, resource, repository, file },
            ids: idsOf([resource, ...mine.map((ship) => ship.resource)].flatMap(rolesOf), plans),
            branch: text(resource, "branch"),
            behind: [
                ...(typeof gate === "string" ? [{ name: gate, asks: true }] : []),
                ...mine.map(({ behind: name, asks }) => ({ name, asks })),
            ],
            text: withShipJobs(text(resource, "workflow"), mine),
            variables: Object.assign({}, ...[resource, ...mine].map(variablesOf)) as Record<string, string>,
            secrets: [...secretsOf(resource), ...mine.flatMap(({ secrets }) => secrets)],
        };
    });
}

export function shipJobsOf(plans: Plans): readonly PlannedShipJob[] {
    return componentsOf(plans, "GithubShip").map(({ plan, resource }) => {
        const { after, jobs } = resource.inputs;
        const [job] = records(jobs);
        return {
            ...{ plan, resource, repository: text(resource, "repository"), file: fileOf(resource) },
            ...(typeof after === "string" ? { after } : {}),
            behind: String(job?.["environment"] ?? ""),
            asks: typeof after === "string",
            text: text(resource, "job"),
            variables: valuesOf(resource.outputs["variables"]),
            secrets: secretsOf(resource),
        };
    });
}

function rolesOf({ outputs }: PlannedResource): readonly string[] {
    return Object.values(valuesOf(outputs["roleArns"]));
}

/** Of the users that jobs sign in as. */
function secretsOf(resource: PlannedResource): readonly PlannedSecret[] {
    const variables = valuesOf(resource.outputs["variables"]);
    const ofJobs = records(resource.inputs["jobs"]).flatMap(({ keys, environment }) => {
        const { id, secret: name } = valuesOf(keys);
        if (id === undefined || name === undefined) return [];
        const keyId = variables[id] ?? "";
        return [[name, { name, keyId, ...(typeof environment === "string" ? { environment } : {}) }] as const];
    });
    return [...new Map(ofJobs).values()];
}

function componentsOf(plans: Plans, kind: string): readonly Planned[] {
    const planned = plans.all.flatMap((plan) => plan.resources.map((resource) => ({ plan, resource })));
    return planned.filter(({ resource }) => resource.type.endsWith(`:${kind}`));
}

function fileOf(resource: PlannedResource): string {
    return `.github/workflows/${text(resource, "file")}`;
}

function variablesOf(planned: PlannedResource | PlannedShipJob): Readonly<Record<string, string>> {
    return "variables" in planned ? planned.variables : valuesOf(planned.outputs["variables"]);
}

/**
 * A workflow ends with its jobs. One that takes releases out waits for the job of the environment that they come from, where
 * the workflow has that; an environment that nothing is promoted to comes before those that it promotes to.
 */
function withShipJobs(workflow: string, ships: readonly PlannedShipJob[]): string {
    return ships.reduce((text, { after, text: job }) => {
        const before = `ship-${after ?? ""}`;
        return text + (text.includes(`\n  ${before}:\n`) ? job.replace(/^( +- )publish$/m, `$1${before}`) : job);
    }, workflow);
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
