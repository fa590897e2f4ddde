// The engine `codedeploy`: CodePipeline's action for it deploys what Prepare wrote.
import { ARTIFACTS } from "../../../line/steps";
import type { EnvironmentContext } from "../../../context";
import { arnIn } from "../../../environment-ref";
import type { Step } from "../../../parts";
import { rollsOut, seesDeployments, waitsFor } from "../../../shared/code-deployment";
import { IMAGE_PLACE } from "../documents/task-definition";
import { functionsOf, type Rollout } from "../rollout";
import type { EcsService } from "../service";
import { passesToTasks } from "../task-roles";
import { Deployment } from "./code-deploy-group";
import { makeTraffic } from "./code-deploy-traffic";
import { makeColours } from "./colours";
import type { Engine } from "./engine";

export const codeDeploy: Engine = {
    begin(line, { how, balancer, network, healthPath, alarms }, context, opts) {
        const colours = makeColours(line, { network, healthPath, retention: context.retention }, opts);
        const traffic = makeTraffic({ balancer, colours }, opts);
        return {
            colours,
            shape: {
                args: { deploymentController: { type: "CODE_DEPLOY" } },
                balanced: { targetGroupArn: traffic.blue.arn },
                before: [traffic.production, traffic.test],
            },
            complete(service) {
                const { bakeMinutes, configName } = settingsOf(how);
                const called = functionsOf(how);
                const functions = called.map(({ functionArn }) => functionArn);
                const deployment = new Deployment(
                    line,
                    { balancer, traffic, service, alarms, bakeMinutes, configName, functions },
                    context,
                    opts,
                );
                return {
                    prepare: {
                        scripts: ["deployments", "ecs-appspec"],
                        env: { APPLICATION: deployment.applicationName, GROUP: deployment.groupName },
                        allow: [waitsFor(deployment, context)],
                    },
                    rollOut: rollOutStep(service, deployment, context),
                    ...(called.length > 0
                        ? { hooks: Object.fromEntries(called.map(({ stage, functionArn }) => [stage, functionArn])) }
                        : {}),
                    verify: { scripts: ["ecs-task-set"], env: {}, allow: [] },
                    see: seesDeployments(deployment, context),
                    bypass: [],
                    before: [deployment],
                    applications: [deployment.applicationName],
                };
            },
        };
    },
};

/** Registers the prepared task definition and lets CodeDeploy move the traffic. */
function rollOutStep(service: EcsService, deployment: Deployment, context: EnvironmentContext): Step {
    const artifact = ARTIFACTS.prepared;
    return {
        name: "RollOut",
        takes: [artifact],
        run: {
            action: {
                category: "Deploy",
                provider: "CodeDeployToECS",
                configuration: {
                    ApplicationName: deployment.applicationName,
                    DeploymentGroupName: deployment.groupName,
                    TaskDefinitionTemplateArtifact: artifact,
                    TaskDefinitionTemplatePath: "taskdef.json",
                    AppSpecTemplateArtifact: artifact,
                    AppSpecTemplatePath: "appspec.yaml",
                    Image1ArtifactName: artifact,
                    Image1ContainerName: IMAGE_PLACE, // the text that is replaced, not the container's name
                },
            },
        },
        allow: [
            ...rollsOut(deployment, context),
            {
                actions: ["ecs:RegisterTaskDefinition"],
                on: [arnIn(context, "ecs", `task-definition/${service.family}:*`)],
            },
            passesToTasks(service),
        ],
    };
}

/** AWS's name of the deployment configuration, and how long the old tasks stay. */
function settingsOf(how: Rollout): { readonly configName: string; readonly bakeMinutes: number } {
    switch (how.kind) {
        case "rolling":
            throw new Error("the settings allow no rolling rollout by CodeDeploy");
        case "blue-green":
            return { configName: "CodeDeployDefault.ECSAllAtOnce", bakeMinutes: how.bakeMinutes };
        case "canary":
            return {
                configName: `CodeDeployDefault.ECSCanary${how.percent}Percent${how.minutes}Minutes`,
                bakeMinutes: how.bakeMinutes,
            };
        case "linear":
            return {
                configName: `CodeDeployDefault.ECSLinear${how.percent}PercentEvery${how.minutes}Minutes`,
                bakeMinutes: how.bakeMinutes,
            };
    }
}
