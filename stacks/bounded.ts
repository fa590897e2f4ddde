import type * as pulumi from "@pulumi/pulumi";

/** Pulumi's type of a role, which its class does not name. */
const ROLE = "aws:iam/role:Role";

/**
 * Gives every role below a component the permissions boundary, whoever makes the role: one without it would be a way round.
 * It is a transformation, which tests and plans see; a transform, which the engine runs, they would not.
 */
export function bounded(permissionsBoundary: string | undefined): Pick<pulumi.ResourceOptions, "transformations"> {
    if (permissionsBoundary === undefined) return {};
    return {
        transformations: [
            ({ type, props, opts }) => (type === ROLE ? { props: { ...props, permissionsBoundary }, opts } : undefined),
        ],
    };
}
