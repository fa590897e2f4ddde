// What an approver should read before the answer: the page the approval links to, or what it says itself.
import type { Blobs } from "../engine/blobs";
import type { ApprovalShown } from "./model";
import type { Story } from "./story";

/** Markdown. */
export function evidenceFor(
    { link, customData }: ApprovalShown,
    { objects }: Story,
    blobs: Pick<Blobs, "get">,
): string {
    const object = objectAt(link);
    const digest = object === undefined ? undefined : objects.get(object);
    return digest === undefined ? customData : blobs.get(digest).toString("utf8");
}

/** `bucket/key` of an object's page in the console of AWS, or of an `s3:` address. */
function objectAt(link: string): string | undefined {
    if (!URL.canParse(link)) return undefined;
    const { protocol, host, pathname, searchParams } = new URL(link);
    if (protocol === "s3:") return `${host}${pathname}`;
    const bucket = /^\/s3\/object\/([^/]+)$/.exec(pathname)?.[1];
    const key = searchParams.get("prefix");
    return host.endsWith(".console.aws.amazon.com") && bucket !== undefined && key !== null
        ? `${bucket}/${key}`
        : undefined;
}
