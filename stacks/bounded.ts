import type * as pulumi from "@pulumi/pulumi";

/** As Pulumi names it; a resource has its type for whoever makes it, and its class does not tell. */
const ROLE = "aws:iam/role:Role";

/**
 * Gives every role below a component the boundary, whoever makes it: one that could do without would be the way around it.
 * A transformation of the program's own, which tests and plans see; those that the engine runs, they do not.
 */
export function bounded(permissionsBoundary: string | undefined): Pick<pulumi.ResourceOptions, "transformations"> {
    if (permissionsBoundary === undefined) return {};
    return {
        transformations: [
            ({ type, props, opts }) => (type === ROLE ? { props: { ...props, permissionsBoundary }, opts } : undefined),
        ],
    };
}
