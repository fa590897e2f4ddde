export type Partition = "aws" | "aws-cn" | "aws-us-gov";

/** The word by which the ARNs of a region begin. */
export function partitionOf(region: string): Partition {
    if (region.startsWith("cn-")) return "aws-cn";
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
