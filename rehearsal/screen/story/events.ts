import type { Fact, Fold } from "../../engine/facts";
import type { EventShown } from "../model";

/** Events, who took them, and why nobody did. */
export class Events implements Fold {
    public readonly all = new Map<number, EventShown>();

    public see({ kind, about, n, at, data }: Fact): void {
        if (kind === "event") {
            const { source, "detail-type": type, detail } = data;
            const shown = { n, at, bus: about, source: String(source), type: String(type), detail: detail ?? null };
            this.all.set(n, { ...shown, matched: [], lost: [] });
            return;
        }
        const event = this.all.get(Number(data["event"]));
        if (!event) return;
        if (kind === "matched") event.matched.push(about);
        if (kind === "undelivered")
            event.lost.push(
                `the rule ${lastOf(about)} took "${event.type}" and could not hand it on: ${String(data["why"])}`,
            );
        if (kind === "unmatched") event.unmatched = data["why"] as unknown as EventShown["unmatched"];
    }

    /** Those that no rule took, by what they are. */
    public get unmatched(): ReadonlyMap<string, readonly EventShown[]> {
        const kinds = new Map<string, EventShown[]>();
        for (const event of this.all.values()) {
            if (event.unmatched === undefined) continue;
            const kind = `${event.source}: ${event.type}`;
            kinds.set(kind, [...(kinds.get(kind) ?? []), event]);
        }
        return kinds;
    }
}

/** What an ARN ends in. */
function lastOf(arn: string): string {
    return arn.split("/").at(-1) ?? arn;
}
