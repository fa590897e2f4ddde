// A repository at GitHub, as far as its workflows see it.

export interface Repository {
    readonly owner: string;
    readonly name: string;
    /** GitHub's own numbers of the two. */
    readonly ownerId: string;
    readonly id: string;
    /** Whether its tokens name both by number as well: so it is where it was made, renamed or moved since 15 July 2026. */
    readonly immutable: boolean;
    readonly visibility: "private" | "internal" | "public";
    readonly defaultBranch: string;
    readonly secrets: Values;
    readonly variables: Values;
    /** By name; one that is not here is made by the first job that names it, and asks nobody. */
    readonly environments: Readonly<Record<string, DeploymentEnvironment>>;
    /** The files of a commit, as a zip. */
    archive(commit: string): Buffer;
}

export type Values = Readonly<Record<string, string>>;

/** https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments */
export interface DeploymentEnvironment {
    /** Whether somebody has to say yes before a job may begin. */
    readonly reviewed: boolean;
    readonly secrets: Values;
    readonly variables: Values;
}

export function fullName({ owner, name }: Repository): string {
    return `${owner}/${name}`;
}
