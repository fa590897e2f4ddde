// What neither this machine's programs nor an engine that answers can build, found before anything runs.
import type { Plan } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import type { EngineName } from "../containers";
import { DockerEngine } from "../containers/docker";
import { type CheckOptions, subjectsOf } from "./check";
import { unplayedIn } from "./image-rules";

/** Every first line that cannot be built, and what would build it; none where a container engine does. */
export async function unplayed(
    plans: readonly Plan[],
    { account, engine, ...asked }: CheckOptions & { readonly account: LocalAccount; readonly engine: EngineName },
): Promise<readonly string[]> {
    if (engine === "docker") return [];
    const refused = subjectsOf(plans, asked).flatMap((subject) => unplayedIn(subject) ?? []);
    if (refused.length === 0 || (engine === "auto" && (await DockerEngine.find(account)))) return [];
    return [...new Set(refused.map((each) => (engine === "auto" ? each.unanswered() : each).message))];
}
