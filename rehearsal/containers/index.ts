// Which engine an account's containers run on.
import type { LocalAccount } from "../account/local-account";
import type { Fidelity } from "../engine/fidelity";
import { STOOD_IN_FOR } from "./bases";
import { DockerEngine } from "./docker";
import type { ContainerEngine } from "./engine";
import { INSTRUCTIONS } from "./instructions";
import { ProcessEngine } from "./process";

export const containerFidelity: Fidelity = {
    executed: `${[...INSTRUCTIONS.keys()].join(", ")}; layers, manifest and digest; each container with files, processes and a network of its own`,
    stoodIn: `the base images ${STOOD_IN_FOR}, by the programs of this machine; not with --engine docker`,
    notRehearsed: "other instructions and base images, which are refused by line; the network of a running container",
    source: "https://docs.docker.com/reference/dockerfile/",
};

export type EngineName = "auto" | "process" | "docker";

const chosen = new WeakMap<LocalAccount, ContainerEngine>();

/** Process mode unless Docker is asked for: it needs nothing and leaves nothing. */
export async function containersFor(account: LocalAccount, name: EngineName): Promise<ContainerEngine> {
    const engine =
        chosen.get(account) ?? (name === "docker" ? await DockerEngine.start(account) : new ProcessEngine(account));
    chosen.set(account, engine);
    return engine;
}

/** The engine that was chosen when the rehearsal began. */
export async function engineOf(account: LocalAccount): Promise<ContainerEngine> {
    return containersFor(account, "auto");
}
