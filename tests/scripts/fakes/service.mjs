// Deployments of services by ECS itself, as the stand-in for the AWS CLI knows them: `own.answers` says how the one that a
// script begins goes, a turn a look.
import { readFileSync } from "node:fs";

import { fileOf, Refused, state } from "./call.mjs";

const read = (value) => JSON.parse(readFileSync(fileOf(value.slice("file://".length)), "utf8"));

const named = (arn, what) => arn.slice(arn.indexOf(`${what}/`));
/** The service that one of its deployments or revisions is below. */
const serviceOf = (arn) => `service/${arn.split("/").slice(1, 3).join("/")}`;

export const serviceCommands = ({ takes, refuse, turn }) => ({
    "ecs register-task-definition"({ "cli-input-json": input }) {
        const { family } = (state.own.registered = read(input));
        takes("ecs:RegisterTaskDefinition", `task-definition/${family}:*`);
        takes("iam:PassRole", state.own.role);
        return { taskDefinition: { taskDefinitionArn: state.own.definition } };
    },
    "ecs list-service-deployments"({ cluster, service, status }) {
        takes("ecs:ListServiceDeployments", `service/${cluster}/${service}`);
        const mine = state.own.updated ? [{ serviceDeploymentArn: state.own.deployment }] : [];
        const others = (status ? turn(state.own.open) : ["before"]).map((arn) => ({ serviceDeploymentArn: arn }));
        return { serviceDeployments: status ? others : [...mine, ...others] };
    },
    "ecs describe-service-deployments"({ "service-deployment-arns": [arn] }) {
        takes("ecs:DescribeServiceDeployments", named(arn, "service-deployment"));
        takes("ecs:DescribeServiceDeployments", serviceOf(arn));
        if (arn !== state.own.deployment) refuse("NotFaked", arn);
        // As many run as the service is to have, unless the turn says otherwise.
        const { runs = state.service.desiredCount, ...answer } = state.own.stopped
            ? { status: "ROLLBACK_SUCCESSFUL", statusReason: "Service deployment was stopped by a user." }
            : turn(state.own.answers);
        const revision = state.own.deployment.replace("-deployment/", "-revision/");
        return {
            serviceDeployments: [{ ...answer, targetServiceRevision: { arn: revision, runningTaskCount: runs } }],
        };
    },
    "ecs describe-service-revisions"({ "service-revision-arns": [arn] }) {
        takes("ecs:DescribeServiceRevisions", named(arn, "service-revision"));
        takes("ecs:DescribeServiceRevisions", serviceOf(arn));
        return { serviceRevisions: [{ taskDefinition: state.own.definition }] };
    },
    "ecs stop-service-deployment"({ "service-deployment-arn": arn, "stop-type": how }) {
        takes("ecs:StopServiceDeployment", named(arn, "service-deployment"));
        takes("ecs:StopServiceDeployment", serviceOf(arn));
        state.own.stopped = { arn, how };
        return {};
    },
    "ecs continue-service-deployment"({ "service-deployment-arn": arn, "hook-id": hook, action, ...more }) {
        if (state.own.oldCli) throw new Refused(252, "\naws: [ERROR]: argument operation: Found invalid choice\n");
        // Asks nobody: what stands here could be called.
        if (more["generate-cli-skeleton"]) return { serviceDeploymentArn: "", hookId: "", action: "ROLLBACK" };
        takes("ecs:ContinueServiceDeployment", named(arn, "service-deployment"));
        takes("ecs:ContinueServiceDeployment", serviceOf(arn));
        state.own.continued = { arn, hook, action };
        state.own.answered = [...(state.own.answered ?? []), hook];
        return { serviceDeploymentArn: arn };
    },
    /** What of an update begins a deployment. */
    deploys(asked) {
        const { "task-definition": definition, "network-configuration": network, "load-balancers": balancers } = asked;
        state.own.updated = {
            definition,
            network: read(network),
            ...(balancers ? { balancers: read(balancers[0]) } : {}),
        };
        if (balancers) takes("iam:PassRole", state.own.role);
        return { service: {} };
    },
});
