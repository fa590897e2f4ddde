// What neither this machine's programs nor an engine that answers can build, found before anything runs.
import type { Plan } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import type { EngineName } from "../containers";
import { DockerEngine } from "../containers/docker";
import { type CheckOptions, subjectsOf } from "./check";
import { unplayedIn } from "./image-rules";

export interface Unplayed {
    readonly line: string;
    readonly says: string;
    /** Whether the machine only lacks a language: other lines do without it. */
    readonly lacksLanguage: boolean;
}

/** Every first line that cannot be built, and what would build it; none where a container engine does. */
export async function unplayed(
    plans: readonly Plan[],
    {
        account,
        engine,
        ...asked
    }: CheckOptions & { readonly account: Pick<LocalAccount, "folder" | "blobs">; readonly engine: EngineName },
): Promise<readonly Unplayed[]> {
    if (engine === "docker") return [];
    const refused = subjectsOf(plans, asked).flatMap((subject) => {
        const why = unplayedIn(subject);
        return why ? [{ line: subject.line.name, why }] : [];
    });
    if (refused.length === 0 || (engine === "auto" && (await DockerEngine.find(account)))) return [];
    return refused.map(({ line, why }) => ({
        line,
        says: (engine === "auto" ? why.unanswered() : why).message,
        lacksLanguage: why.lacks !== undefined,
    }));
}
