import type { PlannedResource } from "../../plan/plans";
import type { Fact, Fold } from "../engine/facts";

/** What the rehearsed `up` has created so far. `up` records `made` by URN, between `up.started` and `up.ended` of the stack. */
export class CreatedResources implements Fold {
    private readonly urns = new Set<string>();

    public apply({ kind, about }: Fact): void {
        if (kind === "made") this.urns.add(about);
    }

    public has({ urn, external }: PlannedResource): boolean {
        return external === true || this.urns.has(urn);
    }
}
