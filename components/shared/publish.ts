import type { Build, Source, Step } from "../parts";
import type { Place } from "../context";
import type { ImageRegistry } from "./image-registry";
import { RELEASE_KEYS } from "./release-store";

/** The last step of the make half: writes the release record and so makes it the candidate. */
export function publishStep(
    line: string,
    { build, source, registry, place }: { build: Build; source?: Source; registry: ImageRegistry; place: Place },
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
                    ENVIRONMENT: place.environment,
                    RELEASES_BUCKET: place.releases.bucketName,
                    ...(source && place.pushes ? { PUSH_LOG: place.pushes.logGroupName } : {}),
                },
                runEnv: { EXECUTION: "#{codepipeline.PipelineExecutionId}", ...source?.commit },
            },
        },
        allow: [
            ...place.releases.reads(candidate),
            ...place.releases.writes(candidate),
            registry.tags(),
            { actions: ["ecr:DescribeImageScanFindings"], on: [registry.repositoryArn] },
            ...(source?.allowPublish ?? []),
            ...(source && place.pushes ? [place.pushes.reads()] : []),
        ],
    };
}
