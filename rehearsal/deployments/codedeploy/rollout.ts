// One deployment, step by step. Each begins with a fact and may be begun again, so that a deployment goes on after a
// crash from the step it was in.
import type { LocalAccount } from "../../account/local-account";
import { asJson } from "../../engine/journal";
import { raiseDeploymentState } from "../../events/deployment-states";
import type { Deployment } from "./codedeploy";
import { DeploymentEnded, endedBy } from "./ended";
import type { Group } from "./group";
import { GroupRole } from "./group-role";
import type { DeploymentPlatform, RolledBack, Way } from "./platform";

export class Rollout {
    private readonly stopped = new AbortController();
    private readonly role: GroupRole;

    constructor(
        private readonly account: LocalAccount,
        private readonly deployment: Deployment,
        public readonly group: Group,
        private readonly platform: DeploymentPlatform,
    ) {
        this.role = new GroupRole(account, deployment.id, group, platform.rows);
    }

    public stop(reason: DeploymentEnded): void {
        this.stopped.abort(reason);
    }

    /** Ends in a fact, whatever happens. */
    public async run(): Promise<void> {
        const { account, deployment, group, role } = this;
        const way = this.platform.wayOf({ account, deployment, group, role });
        this.raise("InProgress");
        try {
            account.assume("codedeploy.amazonaws.com", group.role, group.arn);
            if (deployment.rollback) throw new DeploymentEnded(...deployment.rollback);
            await this.go(way, this.stopped.signal);
            await role.notifyTopics("DeploymentSuccess", deployment.id);
            this.end("Succeeded");
        } catch (error) {
            await this.fail(way, endedBy(error));
        }
        way.ended?.();
    }

    private async go(way: Way, signal: AbortSignal): Promise<void> {
        const { id, at: begun } = this.deployment;
        if (begun === undefined) await this.role.notifyTopics("DeploymentStart", id);
        else if (begun > 0) await way.settled(signal);
        for (const [at, { step, text, run }] of way.steps.entries()) {
            if (at < (begun ?? 0)) continue;
            this.role.checkAlarms();
            signal.throwIfAborted();
            if (at !== begun) this.account.record({ kind: "deployment.step", about: id, data: { step, text, at } });
            if (step === "Ready") this.raise("Ready");
            await run(signal);
        }
    }

    private async fail(way: Way, ended: DeploymentEnded): Promise<void> {
        const { status, event, message, code } = ended;
        const { id, rollback } = this.deployment;
        try {
            await this.role.notifyTopics(status === "Failed" ? "DeploymentFailure" : "DeploymentStop", message);
            if (!this.group.rollsBackOn.has(event)) return this.end(status, ended);
            const again = [status, event, message, code].filter((part) => part !== undefined);
            const data = { step: "Rollback", text: message, rollback: again };
            if (!rollback) this.account.record({ kind: "deployment.step", about: id, data });
            const rolledBack = await way.rollBack();
            if (rolledBack) await this.role.notifyTopics("DeploymentRollback", id);
            this.end(status, ended, rolledBack);
        } catch (error) {
            const why = `${message} Going back failed as well: ${endedBy(error).message}`;
            this.end("Failed", new DeploymentEnded("Failed", event, why, code));
        }
    }

    private end(status: Deployment["status"], ended?: DeploymentEnded, rolledBack?: RolledBack): void {
        const { message: rollbackMessage, deployment: rollbackDeployment } = rolledBack ?? {};
        const data = {
            status,
            why: ended?.message,
            code: ended?.code,
            rolledBack: ended && rolledBack !== undefined,
            rollbackMessage,
            rollbackDeployment,
        };
        this.account.record({ kind: "deployment.ended", about: this.deployment.id, data: asJson(data) });
        this.raise(status);
    }

    private raise(status: Deployment["status"]): void {
        const { id, application } = this.deployment;
        raiseDeploymentState(this.account, { id, application, group: this.group.arn, status });
    }
}
