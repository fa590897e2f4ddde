// CodeCommit, CodeBuild and CodePipeline.
import type { Json, JsonObject, PlannedResource } from "../../../../plan/document";
import { TYPE } from "../../../../plan/tokens";
import { defined, listOf, objectIn, objectsIn } from "../../shapes";
import { capitals, nameOf, type WrittenTypes } from "./types";

export const delivery: WrittenTypes = {
    [TYPE.codeRepository]: {
        type: "AWS::CodeCommit::Repository",
        properties: ({ inputs: { repositoryName, description } }) =>
            defined({ RepositoryName: repositoryName, RepositoryDescription: description }),
    },
    [TYPE.project]: { type: "AWS::CodeBuild::Project", properties: projectOf },
    [TYPE.pipeline]: { type: "AWS::CodePipeline::Pipeline", properties: pipelineOf },
};

function projectOf(resource: PlannedResource): JsonObject {
    const { buildTimeout, source, logsConfig, ...more } = resource.inputs as JsonObject & { name?: Json; tags?: Json };
    const { buildspec, ...ofSource } = objectIn(defined({ source }), "source");
    const { cloudwatchLogs } = objectIn(defined({ logsConfig }), "logsConfig");
    return defined({
        Name: nameOf(resource),
        TimeoutInMinutes: buildTimeout,
        Source: defined({ ...(capitals(ofSource) as JsonObject), BuildSpec: buildspec }),
        LogsConfig:
            cloudwatchLogs === undefined
                ? undefined
                : { CloudWatchLogs: { Status: "ENABLED", ...(capitals(cloudwatchLogs) as JsonObject) } },
        ...(capitals(more) as JsonObject),
    });
}

function pipelineOf(resource: PlannedResource): JsonObject {
    const { artifactStores, stages, ...more } = resource.inputs;
    const [store] = listOf(artifactStores);
    return defined({
        Name: nameOf(resource),
        ArtifactStore: capitals(store ?? {}),
        Stages: objectsIn(stages).map((stage) => stageOf(stage)),
        ...(capitals(more) as JsonObject),
    });
}

function stageOf({ actions, ...more }: JsonObject): Json {
    const conditions = Object.entries(more).map(([key, value]) => [
        key,
        // Pulumi has one condition where CloudFormation has a list of them.
        key === "beforeEntry" ? { conditions: [objectIn({ value }, "value")["condition"] ?? {}] } : value,
    ]);
    return {
        ...(capitals(Object.fromEntries(conditions) as JsonObject, ["configuration"]) as JsonObject),
        Actions: objectsIn(actions).map(actionOf),
    };
}

function actionOf(action: JsonObject): Json {
    const { category, owner, provider, version, inputArtifacts, outputArtifacts, ...more } = action;
    const artifacts = (names: Json | undefined): Json => listOf(names).map((Name) => ({ Name }));
    return {
        ActionTypeId: defined({ Category: category, Owner: owner, Provider: provider, Version: version }),
        InputArtifacts: artifacts(inputArtifacts),
        OutputArtifacts: artifacts(outputArtifacts),
        ...(capitals(more, ["configuration"]) as JsonObject),
    };
}
