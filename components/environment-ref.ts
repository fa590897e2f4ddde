// Where an environment is and how its resources are named, known before any of them exists.
/** Where an environment's resources live. */
export interface EnvironmentRef {
    readonly project: string;
    readonly environment: string;
    readonly account: string;
    readonly region: string;
    /** The partition of its ARNs: aws, aws-cn or aws-us-gov. */
    readonly partition: string;
}

/** These facts alone, from something that has more. */
export function environmentRef({ project, environment, account, region, partition }: EnvironmentRef): EnvironmentRef {
    return { project, environment, account, region, partition };
}

/** The digits that end an autonamed name, by the default pattern in Pulumi.yaml. */
export const NAME_DIGITS = 7;

/**
 * A resource's physical name for a policy that is written before the resource is, by the pattern in Pulumi.yaml. Each `?` is
 * one digit of its ending: a `*` in environment `prod` would reach what `prod-eu` has in the same account.
 */
export function autonamed(name: string, { environment }: Pick<EnvironmentRef, "environment">): string {
    return `${name}-${environment}-${"?".repeat(NAME_DIGITS)}`;
}

/** The ARN of a resource there. */
export function arnIn({ partition, region, account }: EnvironmentRef, service: string, resource: string): string {
    return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** What the owner of an environment decided for all of its lines. */
export interface Retention {
    /** Whether `destroy` may delete what holds data; otherwise Pulumi protects it and refuses. */
    readonly destroyWithData: boolean;
    readonly logRetentionDays: number;
}
