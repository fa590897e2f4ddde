// After a restart of the rehearsal machines are raised anew, and each gets back what was deployed to it. AWS has no such
// thing, so nothing of it is a fact.
import type { LocalAccount } from "../../account/local-account";
import { Deployments } from "../../deployments/codedeploy/codedeploy";
import { groupOf } from "../../deployments/codedeploy/group";
import { GroupRole } from "../../deployments/codedeploy/group-role";
import { SERVER_DEPLOYMENT } from "../../../iam/calls/codedeploy";
import type { Deployer } from "../fleet";
import { lastDeployedTo } from "./follow-on";
import { INSTALLS, orderOf } from "./instance-deployment";

export function restorer(account: LocalAccount): Deployer {
    return {
        async restore(id, host) {
            const deployment = lastDeployedTo(account, account.part(Deployments).all, id);
            if (!deployment || !host.agent.running) return;
            const group = groupOf(account, deployment.application, deployment.group);
            const role = new GroupRole(account, deployment.id, group, SERVER_DEPLOYMENT);
            const again = host.deploy(orderOf({ account, deployment, group, role }));
            for (const event of INSTALLS) {
                const { status, diagnostics } = await again.play(event);
                if (status === "Failed") return account.say(id, `${event}, again: ${diagnostics?.message ?? "failed"}`);
            }
        },
    };
}
