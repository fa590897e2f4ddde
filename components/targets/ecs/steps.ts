import type { BlueprintSettings } from "./documents/blueprint";
import { IMAGE_PLACE } from "./documents/task-definition";
import type { Step, Target } from "../../parts";
import type { ScriptPart, Statement } from "../../shell";
import type { EnvironmentContext } from "../../context";
import { arnIn } from "../../environment-ref";
import { ARTIFACTS } from "../../line/steps";
import { rollsOut, seesDeployments, waitsFor } from "../code-deploy";
import { type Deployment, passesToTasks } from "./deployment";
import type { EcsService } from "./service";

/** What the three steps of a deployment speak about. */
export interface Deployed {
    readonly service: EcsService;
    readonly deployment: Deployment;
    readonly context: EnvironmentContext;
}

/** What CodeDeploy rolls out, joined at the moment the stage's lock is held, and tasks enough for it. */
export function ecsPrepare({ service, deployment, context }: Deployed): Target["prepare"] {
    return {
        scripts: ["image", "deployments", "ecs-join", "ecs-prepare"],
        timeoutMinutes: 60, // it may wait for a deployment under way
        env: { ...about(service, context), APPLICATION: deployment.applicationName, GROUP: deployment.groupName },
        allow: [
            waitsFor(deployment, context),
            { actions: ["ecs:DescribeServices", "ecs:UpdateService"], on: [service.serviceArn] },
        ],
    };
}

/** The repository's own files, of which the release brings along what they say. */
export function ownFiles({ taskdef, appspec }: NonNullable<BlueprintSettings["files"]>): ScriptPart {
    return {
        scripts: ["ecs-files"],
        env: { TASK_DEFINITION: taskdef, ...(appspec === undefined ? {} : { APPSPEC: appspec }) },
        allow: [],
    };
}

/** Registers the prepared task definition and lets CodeDeploy move the traffic. */
export function rollOutStep({ service, deployment, context }: Deployed): Step {
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

/** Compares what the service runs with what was asked for. */
export function ecsVerify({ service, context }: Deployed): Target["verify"] {
    return {
        scripts: ["image", "ecs-verify"],
        env: about(service, context),
        allow: [
            { actions: ["ecs:DescribeServices", "ecs:UpdateService"], on: [service.serviceArn] },
            {
                actions: ["ecs:DescribeTaskDefinition"],
                on: "*",
                because: "ECS knows no resource for reading a task definition",
            },
        ],
    };
}

/** For people: what the service runs, and how its deployment goes. */
export function seesService({ service, deployment, context }: Deployed): readonly Statement[] {
    return [
        { actions: ["ecs:DescribeServices"], on: [service.serviceArn] },
        {
            actions: ["ecs:DescribeTaskDefinition", "ecs:ListTaskDefinitions"],
            on: "*",
            because: "ECS knows no resource for reading task definitions",
        },
        {
            actions: ["ecs:DescribeTasks", "ecs:ListTasks"],
            on: "*",
            when: { ArnEquals: { "ecs:cluster": context.cluster.arn } },
            because: "a task has no name before it runs; its cluster is named",
        },
        ...seesDeployments(deployment, context),
    ];
}

function about(service: EcsService, { cluster }: EnvironmentContext): ScriptPart["env"] {
    return { CLUSTER: cluster.name, SERVICE: service.serviceName };
}
