import type { Fact, Fold } from "../../engine/facts";
import type { StackShown } from "../model";

/** The rehearsed `up` of each stack. */
export class Ups implements Fold {
    constructor(private readonly stacks: readonly StackShown[]) {}

    public see({ kind, about, at, data }: Fact): void {
        if (kind === "made") {
            // urn:pulumi:<stack>::…
            const stack = this.find(about.split(":")[2]);
            if (stack) stack.made++;
            return;
        }
        const up = this.find(about)?.up;
        if (kind === "up.started" && up) Object.assign(up, { status: "running", began: at, ended: undefined });
        if (kind === "up.ended" && up) {
            const why = data["why"];
            Object.assign(up, { status: why === undefined ? "green" : "red", ended: at, why });
        }
    }

    private find(name: string | undefined): StackShown | undefined {
        return this.stacks.find((stack) => stack.name === name);
    }
}
