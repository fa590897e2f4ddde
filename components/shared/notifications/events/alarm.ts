import type { EventKind } from "../seams";

/** An alarm rings, or is silent again: CloudWatch writes to the topics of those who ask, and no rule has to. */
export const alarm: EventKind = {
    kind: "alarm",
    means: "alarms, in CloudWatch's own words",
    byDefault: true,
    facts: () => [],
};
