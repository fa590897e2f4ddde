// `aws s3 cp` out of AWS's own buckets of programs, which are in no plan: asked for with the rights of the host's role.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/resource-kit.html#resource-kit-bucket-names
import { posix } from "node:path";

import { type Place, s3ArnIn } from "../../../plan/arn";
import { type Caller, Denied } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import type { CommandResponse } from "../../jobs/command-server";
import type { RoomFiles } from "../../jobs/room-files";
import { download } from "./downloads";

interface At {
    readonly account: LocalAccount;
    readonly by: Caller;
    readonly place: Place;
    readonly files: RoomFiles;
}

/** Nothing where it is another command. */
export async function copied(
    argv: readonly string[],
    { account, by, place, files }: At,
): Promise<CommandResponse | undefined> {
    const words = argv.filter((word, at) => !word.startsWith("--") && argv[at - 1] !== "--region");
    const [s3, cp, from = "", to = "", ...more] = words;
    const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/(.+)$/.exec(from) ?? [];
    if (s3 !== "s3" || cp !== "cp" || more.length > 0) return undefined;
    const text = download(bucket, key);
    if (text === undefined) return undefined;
    try {
        account.gateway.ask({ by, action: "s3:GetObject", on: s3ArnIn(place, `${bucket}/${key}`) });
    } catch (error) {
        if (!(error instanceof Denied)) throw error;
        return {
            code: 1,
            err: `fatal error: An error occurred (403) when calling the HeadObject operation: Forbidden\n`,
        };
    }
    const isFolder = to.endsWith("/") || (await files.kind(to)) === "folder";
    await files.write(isFolder ? posix.join(to, posix.basename(key)) : to, Buffer.from(text));
    return { code: 0, out: `download: ${from} to ${to}\n` };
}
