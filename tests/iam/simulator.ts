import { runSimulation } from "@cloud-copilot/iam-simulate";

import type { Request, Statement, Statements } from "../../iam/evaluate";

/** What somebody else's simulator says to a question: `true`, `false`, or what it does not like about it. */
export async function simulate(request: Request, { identity, boundary, resource }: Statements): Promise<string> {
    const document = (Statement: readonly Statement[]) => ({ Version: "2012-10-17", Statement });
    const result = await runSimulation(
        {
            request: {
                principal: request.by,
                action: request.action,
                resource: { resource: request.on, accountId: request.account },
                contextVariables: request.context as Record<string, string | string[]>,
            },
            identityPolicies: identity.length > 0 ? [{ name: "own", policy: document(identity) }] : [],
            serviceControlPolicies: [],
            resourceControlPolicies: [],
            ...(boundary ? { permissionBoundaryPolicies: [{ name: "boundary", policy: document(boundary) }] } : {}),
            ...(resource ? { resourcePolicy: document(resource) } : {}),
        },
        {},
    );
    return result.resultType === "error" ? result.errors.message : String(result.overallResult === "Allowed");
}
