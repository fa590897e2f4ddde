import type { JsonObject } from "../../../plan/document";
import { arnIn } from "../../../plan/arn";
import { texts } from "../../../plan/plans";
import { ask, type AwsCommand, type JobSite, parameters, plainCall } from "./types";

const clusterName = ({ cluster }: JsonObject) => String(cluster ?? "default").replace(/^.*:cluster\//, "");
const inCluster = (input: JsonObject, site: JobSite) => ({
    "ecs:cluster": arnIn(site.place, "ecs", `cluster/${clusterName(input)}`),
});
const serviceIn = (input: JsonObject, name: string, site: JobSite) =>
    name.startsWith("arn:") ? name : arnIn(site.place, "ecs", `service/${clusterName(input)}/${name}`);

export const ecsCommands: Readonly<Record<string, AwsCommand>> = {
    "ecs describe-services": {
        api: "DescribeServices",
        options: { cluster: "text", services: "texts" },
        required: ["services"],
        run: async (given, site) => {
            const input = parameters(given);
            const [first = "", ...more] = texts(input["services"]).map((name) => serviceIn(input, name, site));
            // Each service is a resource of its own to IAM; the call is refused where one of them is.
            for (const on of more)
                site.account.gateway.ask({
                    by: site.by,
                    action: "ecs:DescribeServices",
                    on,
                    context: inCluster(input, site),
                });
            return ask({ action: "ecs:DescribeServices", on: () => first, context: inCluster }, input, site);
        },
    },
    "ecs update-service": plainCall({
        action: "ecs:UpdateService",
        options: {
            cluster: "text",
            service: "text",
            "desired-count": "number",
            "task-definition": "text",
            "force-new-deployment": "flag",
            "network-configuration": "structure",
            "load-balancers": "structures",
            "deployment-controller": "structure",
            "deployment-configuration": "structure",
        },
        required: ["service"],
        on: (input, site) => serviceIn(input, String(input["service"]), site),
        context: inCluster,
    }),
    "ecs describe-task-definition": plainCall({
        action: "ecs:DescribeTaskDefinition",
        options: { "task-definition": "text", include: "texts" },
        required: ["task-definition"],
        on: () => "*",
    }),
    "ecs register-task-definition": {
        api: "RegisterTaskDefinition",
        options: { "cli-input-json": "document" },
        required: ["cli-input-json"],
        run: (given, site) => {
            const input = given["cli-input-json"] as JsonObject;
            const on = arnIn(site.place, "ecs", `task-definition/${String(input["family"])}:*`);
            return ask({ action: "ecs:RegisterTaskDefinition", on: () => on }, input, site);
        },
    },
    "ecs run-task": plainCall({
        action: "ecs:RunTask",
        options: {
            cluster: "text",
            "task-definition": "text",
            "launch-type": "text",
            "network-configuration": "structure",
        },
        required: ["task-definition"],
        on: ({ taskDefinition }, site) =>
            String(taskDefinition).startsWith("arn:")
                ? String(taskDefinition)
                : arnIn(site.place, "ecs", `task-definition/${String(taskDefinition)}`),
        context: inCluster,
    }),
    "ecs describe-tasks": plainCall({
        action: "ecs:DescribeTasks",
        options: { cluster: "text", tasks: "texts" },
        required: ["tasks"],
        on: (input) => texts(input["tasks"])[0] ?? "",
        context: inCluster,
    }),
    "ecs list-tasks": plainCall({
        action: "ecs:ListTasks",
        options: { cluster: "text", "service-name": "text" },
        required: ["service-name"],
        on: () => "*",
        context: inCluster,
    }),
    "ecs stop-task": plainCall({
        action: "ecs:StopTask",
        options: { cluster: "text", task: "text", reason: "text" },
        required: ["task"],
        on: (input) => String(input["task"]),
        context: inCluster,
    }),
    "ecs list-service-deployments": plainCall({
        action: "ecs:ListServiceDeployments",
        options: { cluster: "text", service: "text", status: "texts" },
        required: ["service"],
        on: (input, site) => serviceIn(input, String(input["service"]), site),
        context: inCluster,
    }),
    "ecs describe-service-deployments": plainCall({
        action: "ecs:DescribeServiceDeployments",
        options: { "service-deployment-arns": "texts" },
        required: ["service-deployment-arns"],
        on: (input) => texts(input["serviceDeploymentArns"])[0] ?? "",
    }),
    "ecs describe-service-revisions": plainCall({
        action: "ecs:DescribeServiceRevisions",
        options: { "service-revision-arns": "texts" },
        required: ["service-revision-arns"],
        on: (input) => texts(input["serviceRevisionArns"])[0] ?? "",
    }),
    "ecs continue-service-deployment": plainCall({
        action: "ecs:ContinueServiceDeployment",
        options: { "service-deployment-arn": "text", "hook-id": "text", action: "text" },
        required: ["service-deployment-arn", "hook-id"],
        on: (input) => String(input["serviceDeploymentArn"]),
    }),
    "ecs stop-service-deployment": plainCall({
        action: "ecs:StopServiceDeployment",
        options: { "service-deployment-arn": "text", "stop-type": "text" },
        required: ["service-deployment-arn"],
        on: (input) => String(input["serviceDeploymentArn"]),
    }),
};
