// CodeBuild, as pipelines and scripts ask it.
import type { Json, JsonObject } from "../../plan/document";
import { below, text } from "../../plan/plans";
import { Refused, type Service } from "../account/gateway";
import { asJson, type Digest } from "../engine/journal";
import { Builds, type BuildRecord } from "./builds";
import { buildArn, variablesIn, type BuildRequest } from "./request";
import { TYPE } from "../../plan/tokens";

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html; `rehearsed` is what a pipeline hands over. */
const startBuild: Service = ({ by, on, input }, account) => {
    const project = account.created(TYPE.project).find(({ resource }) => text(resource, "arn") === on);
    if (!project) throw new Refused("ResourceNotFoundException", `Project cannot be found: ${on}`);
    const given = (input ?? {}) as JsonObject;
    const handed: Partial<BuildRequest> = below(given, "rehearsed");
    const request: BuildRequest = {
        initiator: by.role.split("/").pop() ?? by.role,
        inputs: {},
        outputs: [],
        ...handed,
        variables: variablesIn(given["environmentVariablesOverride"]),
    };
    const token = given["idempotencyToken"];
    const build = account.part(Builds).start(project, request, typeof token === "string" ? token : undefined);
    return { build: described(build) };
};

/** Answers when all of them have ended: a pipeline action has nothing else to do meanwhile. */
const batchGetBuilds: Service = async ({ input }, account) => {
    const { ids } = input as { readonly ids: readonly string[] };
    const builds = await Promise.all(ids.map((id) => account.part(Builds).ended(id)));
    return { builds: builds.map(described), buildsNotFound: [] };
};

const stopBuild: Service = ({ input }, account) => {
    const { id } = input as { readonly id: string };
    account.part(Builds).stop(id);
    const build = account.part(Builds).find(id);
    return { build: build ? described(build) : null };
};

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Build.html */
function described(build: BuildRecord): JsonObject {
    const { id, number, project, request, phases, end } = build;
    const outputs: Readonly<Record<string, Digest>> = end?.outputs ?? {};
    return {
        id,
        arn: buildArn(build),
        buildNumber: number,
        projectName: text(project.resource, "name"),
        initiator: request.initiator,
        buildComplete: end !== undefined,
        buildStatus: end?.status ?? "IN_PROGRESS",
        phases: phases as unknown as Json,
        exportedEnvironmentVariables: Object.entries(end?.variables ?? {}).map(([name, value]) => ({ name, value })),
        rehearsed: asJson({ outputs, why: end?.why }),
    };
}

export const buildServices: ReadonlyMap<string, Service> = new Map([
    ["codebuild:StartBuild", startBuild],
    ["codebuild:BatchGetBuilds", batchGetBuilds],
    ["codebuild:StopBuild", stopBuild],
]);
