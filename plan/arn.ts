// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
import { partitionOf } from "../text/partition";

/** Where a resource lies; a plan is such a place. */
export interface Place {
    readonly region: string;
    readonly account: string;
}

export interface Arn extends Place {
    readonly service: string;
    /** All that follows, colons included. */
    readonly resource: string;
}

/** An ARN, taken apart; of a text that is none, a service's own name for one, every part is empty. */
export function readArn(text: string): Arn {
    const [, , service = "", region = "", account = "", ...resource] = text.startsWith("arn:") ? text.split(":") : [];
    return { service, region, account, resource: resource.join(":") };
}

/** A bucket, or an object in it as `bucket/key`: an S3 ARN says neither region nor account. */
export function s3ArnIn({ region }: Pick<Arn, "region">, path: string): string {
    return `arn:${partitionOf(region)}:s3:::${path}`;
}

export function arnIn({ region, account }: Place, service: string, resource: string): string {
    return `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`;
}
