// Managed policies as AWS publishes them, copied as JSON with their version.
import type { Published, PublishedStatement } from "./types";

interface ManagedPolicy {
    readonly name: string;
    readonly version: string;
    /** When AWS last changed it. */
    readonly updated: string;
    readonly document: {
        readonly Statement: readonly {
            readonly Action: readonly string[];
            readonly Resource: string;
            readonly Condition?: unknown;
        }[];
    };
}

/** What a managed policy says, and where it was read. */
export function managed(policy: ManagedPolicy): Pick<Published, "page" | "statements" | "read"> {
    const { name, version, updated, document } = policy;
    return {
        page: `https://docs.aws.amazon.com/aws-managed-policy/latest/reference/${name}.html`,
        read: `${version} of ${updated}, from the package moto 5.2.5, read on 28 Nov 2026`,
        statements: document.Statement.map(({ Action, Resource, Condition }) => ({
            actions: Action,
            on: Resource,
            when: Condition as PublishedStatement["when"],
        })),
    };
}
