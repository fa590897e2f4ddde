// A service that a package brings and the rehearsal stands in for: it runs when it is told to, and nothing is started.
import type { ActiveState, Unit } from "./units";

export class OurService implements Unit {
    public state: ActiveState = "inactive";
    public readonly isInstallable = true;
    public readonly restarts = 0;
    public readonly path: string;

    constructor(
        public readonly name: string,
        public readonly description: string,
        private readonly stopped: () => Promise<void> = async () => undefined,
    ) {
        this.path = `/usr/lib/systemd/system/${name}`;
    }

    public get sub(): string {
        return this.state === "active" ? "running" : "dead";
    }

    public async start(): Promise<undefined> {
        this.state = "active";
    }

    public async stop(): Promise<void> {
        this.state = "inactive";
        await this.stopped();
    }

    public async reload(): Promise<undefined> {
        return undefined;
    }
}
