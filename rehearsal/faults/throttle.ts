// AWS answers "slow down" to a client that asks often. Its services and command line try again; a job that forbids that
// by AWS_MAX_ATTEMPTS=1 is red.
import type { Json } from "../../plan/document";
import { Refused, type Call, type Gateway } from "../account/gateway";
import type { Clock } from "../engine/clock";

/** Of AWS's services among themselves; the command line's own number comes with the call. */
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

/** What AWS's own clients do about it: wait a little longer each time, as often as they try. */
export class RetryingGateway implements Gateway {
    constructor(
        private readonly gateway: Gateway,
        private readonly clock: Clock,
        private readonly record: (call: Call, attempt: number, again: boolean) => void,
    ) {}

    public ask(call: Call): void {
        this.gateway.ask(call);
    }

    public async call(call: Call): Promise<Json> {
        for (let attempt = 1; ; attempt += 1) {
            try {
                return await this.gateway.call(call);
            } catch (error) {
                if (!(error instanceof Refused && error.code === "ThrottlingException")) throw error;
                const again = attempt < (call.by.attempts ?? ATTEMPTS);
                this.record(call, attempt, again);
                if (!again) throw error;
                await this.clock.sleep(2 ** attempt * 500);
            }
        }
    }
}
