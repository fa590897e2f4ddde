import type { Fact, Fold } from "../../engine/facts";
import type { EventShown } from "../model";

/** Events, who took them, and why nobody did. */
export class Events implements Fold {
    public readonly all = new Map<number, EventShown>();

    public see({ kind, about, n, at, data }: Fact): void {
        if (kind === "event") {
            const { source, "detail-type": type, detail } = data;
            const shown = { n, at, bus: about, source: String(source), type: String(type), detail: detail ?? null };
            this.all.set(n, { ...shown, matched: [] });
            return;
        }
        const event = this.all.get(Number(data["event"]));
        if (!event) return;
        if (kind === "matched") event.matched.push(about);
        if (kind === "unmatched") event.unmatched = data["why"] as unknown as EventShown["unmatched"];
    }

    public get unmatched(): readonly EventShown[] {
        return [...this.all.values()].filter((event) => event.unmatched !== undefined);
    }
}
