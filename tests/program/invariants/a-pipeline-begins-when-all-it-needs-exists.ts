import type { Plan, PlannedResource } from "../../../plan/document";
import { actions, at, label, list, missing, ofType, policiesOf, withInput, type PlannedAction } from "../reading";
import type { Invariant } from "./invariant";

const READINESS = ["Policy", "PublicAccessBlock", "ServerSideEncryptionConfiguration", "Versioning"];

/** AWS runs a pipeline the moment it is created; that first run is green only when nothing is created after it. */
export const invariant: Invariant = (plan) =>
    ofType(plan, "aws:codepipeline/pipeline:Pipeline").flatMap((pipeline) => {
        const boxes = actions(plan, pipeline);
        const roles = [pipeline.inputs["roleArn"], ...boxes.flatMap(({ roleArn }) => roleArn ?? [])];
        const store = at(list(pipeline.inputs["artifactStores"])[0], "location");
        const ready = READINESS.flatMap((what) =>
            withInput(plan, `aws:s3/bucket${what}:Bucket${what}`, "bucket", store),
        );
        return [
            ...missing(pipeline, [...roles.flatMap((role) => policiesOf(plan, role)), ...ready]),
            ...(ready.length === READINESS.length
                ? []
                : [`${label(pipeline)} has an artifact store without readiness`]),
            ...boxes.flatMap((box) => missing(pipeline, what(plan, box))),
            ...boxes.flatMap((box) => seedless(plan, box)),
        ];
    });

/** What an action acts on, besides its role. */
function what(plan: Plan, { provider, configuration }: PlannedAction): readonly PlannedResource[] {
    const named = (type: string, name: string): readonly PlannedResource[] =>
        ofType(plan, type).filter(({ outputs }) => outputs["name"] === configuration[name]);
    switch (provider) {
        case "S3":
            return seeds(plan, configuration);
        case "ECR":
            return ofType(plan, "docker:index/image:Image").filter(({ outputs }) =>
                String(outputs["imageName"]).endsWith(
                    `/${String(configuration["RepositoryName"])}:${String(configuration["ImageTag"])}`,
                ),
            );
        case "CodeBuild":
            return named("aws:codebuild/project:Project", "ProjectName");
        case "CodeDeployToECS":
            return [
                ...named("aws:codedeploy/deploymentGroup:DeploymentGroup", "DeploymentGroupName"),
                ...ofType(plan, "aws:ecs/service:Service"),
            ].filter(
                ({ parent }) =>
                    lineOf(parent) ===
                    lineOf(named("aws:codedeploy/application:Application", "ApplicationName")[0]?.parent),
            );
        default:
            return [];
    }
}

function seeds(plan: Plan, configuration: PlannedAction["configuration"]): readonly PlannedResource[] {
    return withInput(plan, "aws:s3/bucketObjectv2:BucketObjectv2", "bucket", configuration["S3Bucket"]).filter(
        ({ inputs }) => inputs["key"] === configuration["S3ObjectKey"],
    );
}

function seedless(plan: Plan, { provider, configuration, where }: PlannedAction): string[] {
    return provider === "S3" && seeds(plan, configuration).length === 0
        ? [`${where} reads ${String(configuration["S3ObjectKey"])}, which is not there before the first release`]
        : [];
}

/** The name of the component that a part of a line is in; parts of one line have their line's name. */
function lineOf(urn: string | undefined): string | undefined {
    return urn?.split("::").at(-1);
}
