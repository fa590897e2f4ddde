import type * as pulumi from "@pulumi/pulumi";

/** What an output of plain values comes to. */
export const textOf = (output: pulumi.Output<string>): Promise<string> =>
    new Promise((resolve) => {
        output.apply(resolve);
    });
