// A container of a host that ends and is started again, and is stopped at any moment of that.
import assert from "node:assert/strict";
import { setImmediate as soon } from "node:timers/promises";

import type { Container } from "../../../rehearsal/containers/engine";
import { HostContainer } from "../../../rehearsal/hosts/docker/container";
import { mutated } from "../../support/mutant";

const FILE = "rehearsal/hosts/docker/container";
type Kind = typeof HostContainer;

/** A host with one port, and an engine that starts a container when it is told to. */
class Site {
    /** Who has the port, by the order in which they took it. */
    public holders: number[] = [];
    public running = 0;
    private readonly starts: (() => void)[] = [];
    private readonly ends: (() => void)[] = [];
    private taken = 0;

    constructor(private readonly kind: Kind) {}

    public container(): HostContainer {
        const machine = {
            room: { isOpen: true } as never,
            publish: () => {
                const holder = (this.taken += 1);
                this.holders.push(holder);
                return Promise.resolve(() => {
                    this.holders = this.holders.filter((each) => each !== holder);
                    return Promise.resolve();
                });
            },
        };
        const order = { name: "app", reference: "app", image: "app", imageId: "sha256:1", env: {} } as const;
        return new this.kind(
            { run: () => this.run() },
            machine,
            { write: () => undefined },
            {
                ...order,
                port: { host: 80, inside: 8080 },
                restart: "always",
            },
        );
    }

    /** What was asked to begin is there. */
    public async begin(): Promise<void> {
        while (this.starts.length === 0) await soon();
        this.starts.shift()?.();
        await soon();
    }

    /** Ends by itself what began last. */
    public async end(): Promise<void> {
        this.ends.pop()?.();
        await soon();
    }

    private async run(): Promise<Container> {
        await new Promise<void>((resolve) => this.starts.push(resolve));
        this.running += 1;
        let over: (code: number) => void = () => undefined;
        const ended = new Promise<number>((resolve) => (over = resolve));
        const end = (): void => {
            this.running -= 1;
            over(3);
        };
        this.ends.push(end);
        return { ended, stop: () => Promise.resolve(end()) };
    }
}

/** One that crashed is stopped while it is started again; another one takes its place. */
async function replaced(kind: Kind): Promise<Site> {
    const site = new Site(kind);
    const old = site.container();
    const first = old.start();
    await site.begin();
    await first;
    await site.end();
    while (site.holders.length === 0) await soon();
    const stopped = old.stop(0);
    await site.begin();
    await stopped;
    const other = site.container();
    const started = other.start();
    await site.begin();
    await started;
    return site;
}

describe("a container of a host", () => {
    it("that is stopped while it is started again lives no longer, and takes no port from who comes after it", async () => {
        const site = await replaced(HostContainer);
        assert.deepEqual([site.running, site.holders], [1, [3]]);
    });

    it("mutant: a stop that does not wait for the start leaves it running", async () => {
        const { HostContainer: mutant } = mutated<{ HostContainer: Kind }>(FILE, FILE, [
            "this.turn.then(does)",
            "does()",
        ]);
        const site = await replaced(mutant);
        assert.notDeepEqual([site.running, site.holders], [1, [3]]);
    });
});
