// Which engine an account's containers run on.
import type { Account } from "../account/account";
import { DockerEngine } from "./docker";
import type { ContainerEngine } from "./engine";
import { ProcessEngine } from "./process";

export type EngineName = "auto" | "process" | "docker";

const chosen = new WeakMap<Account, ContainerEngine>();

/** Process mode unless Docker is asked for: it needs nothing and leaves nothing. */
export async function containersFor(account: Account, name: EngineName): Promise<ContainerEngine> {
    const engine =
        chosen.get(account) ?? (name === "docker" ? await DockerEngine.start(account) : new ProcessEngine(account));
    chosen.set(account, engine);
    return engine;
}

/** The engine that was chosen when the rehearsal began. */
export async function engineOf(account: Account): Promise<ContainerEngine> {
    return containersFor(account, "auto");
}
