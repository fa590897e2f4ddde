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
                detail: { environment: [environment] },
            },
            paths: {
                line: "$.detail.line",
                environment: "$.detail.environment",
                release: "$.detail.release",
                counter: "$.detail.counter",
                bucket: "$.detail.bucket",
                key: "$.detail.key",
                region: "$.region",
            },
            says: {
                title: "<line> is live in <environment>: release <release>",
                text: "the change number <counter> of releases there.",
                link: "https://<region>.console.aws.amazon.com/s3/object/<bucket>?region=<region>&prefix=<key>",
                thread: "<line>",
            },
        },
    ],
};
