import type { JsonObject } from "../../../plan/document";
import type { LocalAccount } from "../../account/local-account";
import { Deployments } from "../../deployments/codedeploy/codedeploy";
import type { Group } from "../../deployments/codedeploy/group";
import type { ServerDeployment } from "./platform";
import type { RevisionSaid } from "./revision";

/** What CodeDeploy goes back to, and what a new instance gets: the last revision of the group that succeeded. */
export function lastSuccessful(
    account: LocalAccount,
    group: Pick<Group, "application" | "name">,
): { readonly revision: RevisionSaid; readonly release?: JsonObject } | undefined {
    const found = account
        .part(Deployments)
        .of(group)
        .filter(({ status }) => status === "Succeeded")
        .sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))
        .at(-1);
    return found?.remembered as unknown as ServerDeployment | undefined;
}
