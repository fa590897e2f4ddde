// Pulumi's mocks, as its guide has them: https://www.pulumi.com/docs/iac/guides/testing/unit/
import * as pulumi from "@pulumi/pulumi";

export type Made = pulumi.runtime.MockResourceArgs;

/** Has every resource answer with what it was given, and a name and ARN; returns the list that resources are added to. */
export async function mocked(): Promise<readonly Made[]> {
    const made: Made[] = [];
    await pulumi.runtime.setMocks(
        {
            newResource(args) {
                made.push(args);
                const inputs = args.inputs as Record<string, unknown>;
                const known = { name: args.name, arn: `arn:of:${args.type}:${args.name}` };
                return { id: `${args.name}-id`, state: { ...known, ...inputs } };
            },
            call: ({ inputs }) => inputs as Record<string, unknown>,
        },
        "shop",
        "qa",
    );
    return made;
}

/** An output's value. Await it, then compare: an assertion inside `apply` fails no test. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => output.apply(resolve));
}
