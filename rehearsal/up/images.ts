import { join } from "node:path";

import { arnIn } from "../../plan/arn";
import { type ActionAt, everyAction } from "../../plan/pipelines";
import { text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../account/local-account";
import { engineOf } from "../containers";
import { BuildFailed } from "../containers/engine";
import { Images } from "../services/images";
import { uriOf } from "../services/image-rules";
import { Repositories } from "../services/repositories";
import { sourceOf, type SourceOptions } from "./source";

/**
 * `docker push` by somebody else, into every repository in ECR that a pipeline watches and `up` pushes nothing to: the user's
 * application, built of the Dockerfile in its folder. Where the pipeline reads a repository as well, what builds for the
 * team has named the image by its commit first.
 */
export async function pushImages(account: LocalAccount, sourceOptions: SourceOptions): Promise<void> {
    if (sourceOptions.source === undefined) return;
    for (const at of everyAction(account.plans).filter((found) => isFilledByOthers(account, found)))
        await pushImage(account, at, sourceOf(account, sourceOptions.source, sourceOptions));
}

/** What cannot be built is not pushed, and the rehearsal says that nobody has. */
async function pushImage(account: LocalAccount, at: ActionAt, context: string): Promise<void> {
    const { RepositoryName: name = "", ImageTag: tag = "latest" } = at.action.configuration;
    const uri = uriOf(arnIn(at.plan, "ecr", `repository/${name}`));
    const engine = await engineOf(account);
    const log = (line: string): void => void account.say(uri, line);
    try {
        const order = { context, dockerfile: join(context, "Dockerfile"), platform: "linux/amd64", args: {}, log };
        const [registry = ""] = uri.split("/");
        const image = await engine.build(order);
        account.part(Images).push(registry, name, image, [...commitsBeside(account, at), tag]);
    } catch (error) {
        if (!(error instanceof BuildFailed) && (error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
        log((error as Error).message);
    }
}

function isFilledByOthers(account: LocalAccount, { plan, action }: ActionAt): boolean {
    if (action.provider !== "ECR") return false;
    const uri = uriOf(arnIn(plan, "ecr", `repository/${action.configuration["RepositoryName"] ?? ""}`));
    const isThere = account
        .created(TYPE.imageRepository)
        .some(({ resource }) => text(resource, "repositoryUrl") === uri);
    const byUp = account.plans.ofType(TYPE.dockerImage).map(({ resource }) => String(resource.inputs["imageName"]));
    return isThere && !byUp.some((image) => image.replace(/:[^/]*$/, "") === uri);
}

/** What the repositories are at that the same pipeline reads. */
function commitsBeside(account: LocalAccount, { plan, pipeline }: ActionAt): readonly string[] {
    return everyAction(account.plans)
        .filter((other) => other.pipeline === pipeline && other.action.provider === "CodeCommit")
        .flatMap(({ action }) => {
            const { RepositoryName: name = "", BranchName: branch = "" } = action.configuration;
            return account.part(Repositories).branch(arnIn(plan, "codecommit", name), branch) ?? [];
        });
}
