import { PIPELINES } from "../console-links";
import type { EventKind } from "../seams";

/** A release was proved to run. Told by Verify, which alone knows. */
export const live: EventKind = {
    kind: "live",
    means: "releases that were verified to run",
    facts: ({ lines, environment }) => [
        {
            name: "live",
            of: lines,
            description: "A release was verified to run here",
            pattern: {
                source: lines.map((line) => `fairlead.${line}`),
                "detail-type": ["Release Verified"],
                // Whoever may put events may put this one: what is said of it is a name from here, or a number.
                detail: { line: lines, environment: [environment], counter: [{ numeric: [">=", 0] }] },
            },
            paths: {
                line: "$.detail.line",
                environment: "$.detail.environment",
                counter: "$.detail.counter",
                region: "$.region",
            },
            says: {
                title: "A new release of <line> is live in <environment>",
                text: "the change number <counter> of releases there.",
                link: PIPELINES,
                thread: "<line>",
            },
        },
    ],
};
