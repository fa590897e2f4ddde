// Containers of Docker that share one network. One that does nothing holds it, for it goes with whose it is: a container that
// has ended before the others begin could not. https://docs.docker.com/engine/network/#container-networks
import type { Address, Container, RunOrder, Together } from "./engine";

/** Small, and the placeholder's base. */
export const HOLDER = "public.ecr.aws/docker/library/busybox:stable";
const HOLDS = ["sleep", "2147483647"];

/** In which network a container is, and where it is asked there. */
export interface Joined {
    readonly flags: readonly string[];
    readonly address?: Address;
}

/** What it needs of the engine. */
interface Docker {
    cannotGet(reference: string): Promise<string | undefined>;
    ask(...args: readonly string[]): Promise<string>;
    /** How a port is published, and where it is then. */
    published(port: number): readonly string[];
    address(id: string, port: number): Promise<Address>;
    start(order: RunOrder, joined: Joined): Promise<Container>;
}

export async function dockerTogether(docker: Docker, label: string, port: number | undefined): Promise<Together> {
    const missing = await docker.cannotGet(HOLDER);
    if (missing !== undefined)
        throw new Error(`${HOLDER}, which holds the network of several containers, cannot be had: ${missing}`);
    const publishes = port === undefined ? [] : docker.published(port);
    const id = await docker.ask("create", "--rm", "--label", label, ...publishes, HOLDER, ...HOLDS);
    await docker.ask("start", id);
    const address = port === undefined ? undefined : await docker.address(id, port);
    const flags = ["--network", `container:${id}`];
    return {
        refuses: async (image) => (typeof image === "string" ? docker.cannotGet(image) : undefined),
        run: (order) => docker.start(order, { flags, ...(order.port === undefined ? {} : { address }) }),
        // It ends by no signal but this one: the first process of a container hears none that it did not ask for.
        close: async () => void (await docker.ask("kill", id).catch(() => undefined)),
    };
}
