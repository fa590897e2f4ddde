// AWS answers "slow down" to whoever asks often; every client of its own tries again, and so must everything here.
import type { Json } from "../../plan/document";
import { Refused, type Call, type Gateway } from "../account/gateway";
import type { Clock } from "../engine/clock";

const ATTEMPTS = 4;

/** A gateway that refuses the first call of each kind, as a busy AWS would. */
export class ThrottlingGateway implements Gateway {
    private readonly refused = new Set<string>();

    constructor(private readonly gateway: Gateway) {}

    public ask(call: Call): void {
        this.gateway.ask(call);
    }

    public async call(call: Call): Promise<Json> {
        const kind = `${call.by.role} ${call.action}`;
        if (this.refused.has(kind)) return this.gateway.call(call);
        this.refused.add(kind);
        throw new Refused("ThrottlingException", "Rate exceeded");
    }
}

/** What AWS's own clients do about it: wait a little longer each time, four times in all. */
export class RetryingGateway implements Gateway {
    constructor(
        private readonly gateway: Gateway,
        private readonly clock: Clock,
        private readonly record: (call: Call, attempt: number) => void,
    ) {}

    public ask(call: Call): void {
        this.gateway.ask(call);
    }

    public async call(call: Call): Promise<Json> {
        for (let attempt = 1; ; attempt += 1) {
            try {
                return await this.gateway.call(call);
            } catch (error) {
                if (!(error instanceof Refused && error.code === "ThrottlingException") || attempt === ATTEMPTS)
                    throw error;
                this.record(call, attempt);
                await this.clock.sleep(2 ** attempt * 500);
            }
        }
    }
}
