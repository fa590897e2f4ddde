// For whom the programs of a job call AWS: nobody, until a step has taken on a role.
import type { Place } from "../../plan/arn";
import type { Caller } from "../account/gateway";
import { StepFailed } from "./actions/types";

export interface Held {
    readonly by: Caller;
    readonly place: Place;
}

export class Credentials {
    private held?: Held;

    public get now(): Held | undefined {
        return this.held;
    }

    public take(held: Held): void {
        this.held = held;
    }

    public required(): Held {
        if (this.held) return this.held;
        throw new StepFailed("Credentials could not be loaded: no step before this one has taken on a role");
    }
}
