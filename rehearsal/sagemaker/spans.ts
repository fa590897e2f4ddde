// How old a result may be, as `ExpireAfter` says it. https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-caching-enabling.html
import { Refused } from "../account/gateway";

const SECOND = 1000;
const [MINUTE, HOUR, DAY] = [60 * SECOND, 3600 * SECOND, 86_400 * SECOND];
const SPAN = /^P?(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i;

/** `P30D`, and AWS's own way of writing it, `30d` and `T16m`; in milliseconds. */
export function spanOf(text: string): number {
    const units = [365 * DAY, 30 * DAY, 7 * DAY, DAY, HOUR, MINUTE, SECOND];
    const parts: readonly (string | undefined)[] = SPAN.exec(text)?.slice(1) ?? [];
    if (parts.every((part) => part === undefined))
        throw new Refused("ClientError", `ExpireAfter is a span such as P30D or PT1H, not ${JSON.stringify(text)}`);
    return parts.reduce<number>((sum, part, at) => sum + Number(part ?? 0) * (units[at] ?? 0), 0);
}

/** What CreatePipeline says of it. */
export function spanProblems(text: string): string[] {
    try {
        return spanOf(text) > 0 ? [] : ["ExpireAfter is no time at all"];
    } catch (error) {
        return [(error as Error).message];
    }
}
