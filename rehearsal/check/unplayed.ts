// What neither this machine's programs nor an engine that answers can build, found before anything runs.
import type { Plan } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import type { EngineName } from "../containers";
import { DockerEngine } from "../containers/docker";
import { expand, type NotInProcessMode } from "../containers/build/dockerfile";
import { platformArgs } from "../containers/build/instructions";
import { globalsOf } from "../containers/build/playable";
import { type CheckOptions, subjectsOf } from "./check";
import { unplayedIn } from "./image-rules";
import { packagesLacking } from "./packages";
import type { Subject } from "./source";

export interface Unplayed {
    readonly line: string;
    readonly says: string;
    /** Whether the machine only lacks something, a language or a way to its packages: other lines do without it. */
    readonly lacks: boolean;
}

/** Every line that cannot be built, and what would build it. */
export async function unplayed(
    plans: readonly Plan[],
    {
        account,
        engine,
        ...asked
    }: CheckOptions & { readonly account: Pick<LocalAccount, "folder" | "blobs">; readonly engine: EngineName },
): Promise<readonly Unplayed[]> {
    if (engine === "docker") return [];
    const judged = subjectsOf(plans, asked).map((subject) => ({ subject, why: unplayedIn(subject) }));
    const found = judged.some(({ why }) => why) && engine === "auto" ? await DockerEngine.find(account) : undefined;
    const all = await Promise.all(
        judged.map(async ({ subject, why }): Promise<readonly Unplayed[]> => {
            const line = subject.line.name;
            const lacks = why === undefined || why.lacks !== undefined;
            const says =
                why === undefined
                    ? await packagesLacking(subject)
                    : found === undefined
                      ? (engine === "auto" ? why.unanswered() : why).message
                      : await baseLacking(found, subject, why);
            return says === undefined ? [] : [{ line, says, lacks }];
        }),
    );
    return all.flat();
}

/** Why an engine that answers does not do either: it is asked for the base image of a language before anything runs. */
async function baseLacking(
    docker: DockerEngine,
    { recipe }: Pick<Subject, "recipe">,
    { file, line, what, lacks }: NotInProcessMode,
): Promise<string | undefined> {
    const from = recipe.stages.find((stage) => stage.from.line === line);
    if (lacks === undefined || from === undefined) return undefined;
    const why = await docker.cannotGet(expand(from.base, globalsOf(recipe, {}, platformArgs("linux/amd64"))));
    return why && `${file}:${line}: ${what}, and ${docker.program} cannot get it: ${why}`;
}
