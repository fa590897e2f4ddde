import type { Fact, Fold } from "../../engine/facts";
import type { StackShown } from "../model";

/** The rehearsed `up` of each stack. */
export class UpHistory implements Fold {
    constructor(private readonly stacks: readonly StackShown[]) {}

    public apply({ kind, about, at, data }: Fact): void {
        // Resources go by their URN, urn:pulumi:<stack>::…
        const owner = about.startsWith("urn:") ? this.find(about.split(":")[2]) : undefined;
        if (kind === "made" && owner) owner.made++;
        if (kind === "line" && owner) owner.up.log.add(String(data["text"]));
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
