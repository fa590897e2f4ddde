import { putRecord } from "../../services/streams";
import { plainEnvelope } from "../envelope";
import { folderOf, keepLine } from "../files";
import type { Protocol } from "../seams";

/** https://docs.aws.amazon.com/sns/latest/dg/firehose-archived-message-format-S3.html: "line breaks separate each message" */
export const firehose: Protocol = {
    protocol: "firehose",
    stoodIn: "the minute that a stream waits, and the compression of its files",
    deliver({ account, message, to }) {
        const record = to.raw ? message.textFor("firehose") : JSON.stringify(plainEnvelope(message, to));
        putRecord(account, to.endpoint);
        return keepLine(account, [folderOf(to), "records.ndjson"], record);
    },
};
