import type { JsonObject } from "../../cli/plan/plan";
import type { Account } from "../account/account";
import type { Fact, Fold } from "../engine/facts";

/** An event as whoever raises it knows it; EventBridge adds version, id and time. */
export interface AwsEvent extends JsonObject {
    readonly source: string;
    readonly "detail-type": string;
    readonly account: string;
    readonly region: string;
    readonly resources: readonly string[];
    readonly detail: JsonObject;
}

/** Event buses and the rules on them. */
export class Bus implements Fold {
    constructor(private readonly account: Account) {}

    public see(_: Fact): void {}

    public put(event: AwsEvent, bus = "default"): void {
        this.account.tell({ kind: "event", about: bus, data: event });
    }
}
