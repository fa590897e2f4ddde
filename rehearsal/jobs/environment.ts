// The variables that a build begins with.
import type { Place } from "../../plan/arn";
import { below, text } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import type { Caller } from "../account/gateway";
import { Executions } from "../services/executions";
import { partOfSecret, valueOfParameter } from "../services/secrets";
import type { Buildspec } from "./buildspec";
import { ClientError } from "./artifacts";
import { buildArn, variablesIn, type Build, type BuildVariable } from "./request";

/** https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html */
export function codebuildVariables(account: LocalAccount, build: Build, sources: Sources): Record<string, string> {
    const { project, request, number, startedAt, id } = build;
    const { plan, resource } = project;
    const environment = below(resource.inputs, "environment");
    const version = sourceVersion(account, build);
    const [, uuid = ""] = id.split(":");
    return {
        AWS_REGION: plan.region,
        AWS_DEFAULT_REGION: plan.region,
        CI: "true",
        CODEBUILD_CI: "true",
        CODEBUILD_BUILD_ID: id,
        CODEBUILD_BUILD_ARN: buildArn(build),
        CODEBUILD_BUILD_IMAGE: String(environment["image"] ?? ""),
        CODEBUILD_BUILD_NUMBER: String(number),
        CODEBUILD_BUILD_SUCCEEDING: "1",
        CODEBUILD_BUILD_URL: `https://${plan.region}.console.aws.amazon.com/codebuild/home?region=${plan.region}#/builds/${id}/view/new`,
        CODEBUILD_INITIATOR: request.initiator,
        CODEBUILD_KMS_KEY_ID: text(resource, "encryptionKey"),
        CODEBUILD_LAST_EXIT: "0",
        CODEBUILD_LOG_PATH: uuid,
        ...(version === undefined ? {} : { CODEBUILD_RESOLVED_SOURCE_VERSION: version }),
        CODEBUILD_SRC_DIR: sources.primary,
        ...Object.fromEntries(
            Object.entries(sources.others).map(([name, path]) => [`CODEBUILD_SRC_DIR_${name}`, path]),
        ),
        CODEBUILD_START_TIME: String(startedAt),
    };
}

export interface Sources {
    readonly primary: string;
    readonly others: Readonly<Record<string, string>>;
}

/** The commit, or whatever counts the versions of the source that the pipeline read. */
function sourceVersion(account: LocalAccount, { request }: Build): string | undefined {
    const [execution = ""] = request.action?.split("/") ?? [];
    const records = [
        ...(account
            .part(Executions)
            .all.find(({ id }) => id === execution)
            ?.actions.values() ?? []),
    ];
    const mine = records.find(({ outputs }) => outputs[request.primary ?? ""] !== undefined);
    return [mine, ...records]
        .map((record) => record?.variables)
        .map((known) => known?.["CommitId"] ?? known?.["VersionId"] ?? known?.["ImageDigest"])
        .find((version) => version !== undefined);
}

/** The project's variables and the buildspec's; the start's stand before the project's, and those before the buildspec's. */
export async function wantedVariables(
    account: LocalAccount,
    by: Caller,
    { project: { plan, resource }, request }: Build,
    { env }: Buildspec,
): Promise<Readonly<Record<string, string>>> {
    const own = variablesIn(below(resource.inputs, "environment")["environmentVariables"]);
    const written = (kind: "variables" | "parameter-store" | "secrets-manager", type: string) =>
        Object.entries(env?.[kind] ?? {}).map(([name, value]) => ({ name, value, type }));
    const all = [
        ...written("variables", "PLAINTEXT"),
        ...written("parameter-store", "PARAMETER_STORE"),
        ...written("secrets-manager", "SECRETS_MANAGER"),
        ...own,
        ...request.variables,
    ];
    const winners = new Map(all.map((variable) => [variable.name, variable]));
    const found: Record<string, string> = {};
    for (const variable of winners.values()) found[variable.name] = await lookUp(account, by, plan, variable);
    return found;
}

async function lookUp(
    account: LocalAccount,
    by: Caller,
    place: Place,
    { type, value }: BuildVariable,
): Promise<string> {
    switch (type) {
        case "PLAINTEXT":
            return value;
        case "PARAMETER_STORE":
            return valueOfParameter(account, by, place, value);
        case "SECRETS_MANAGER":
            return partOfSecret(account, by, place, value);
        default:
            throw new ClientError(
                `asked for a variable of type PLAINTEXT, PARAMETER_STORE or SECRETS_MANAGER, found ${type}`,
            );
    }
}
