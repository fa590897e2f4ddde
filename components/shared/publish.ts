import type { Build, Source, Step } from "../parts";
import type { EnvironmentContext } from "../context";
import type { ImageRegistry } from "./image-registry";
import { RELEASE_KEYS } from "./release-store";

/** The last step of the make half: writes the release record and so makes it the candidate. */
export function publishStep(
    line: string,
    {
        build,
        source,
        registry,
        context,
    }: { build: Build; source?: Source; registry: ImageRegistry; context: EnvironmentContext },
): Step {
    const candidate = RELEASE_KEYS.candidate(line);
    return {
        name: "Publish",
        takes: [build.candidate],
        run: {
            job: {
                run: { script: "publish" },
                env: {
                    LINE: line,
                    ENVIRONMENT: context.environment,
                    RELEASES_BUCKET: context.releases.bucketName,
                    ...(source && context.pushes ? { PUSH_LOG: context.pushes.logGroupName } : {}),
                },
                runEnv: { EXECUTION: "#{codepipeline.PipelineExecutionId}", ...source?.commit },
            },
        },
        allow: [
            ...context.releases.reads(candidate),
            ...context.releases.writes(candidate),
            registry.tags(),
            { actions: ["ecr:DescribeImageScanFindings"], on: [registry.repositoryArn] },
            ...(source?.allowPublish ?? []),
            ...(source && context.pushes ? [context.pushes.reads()] : []),
        ],
    };
}
