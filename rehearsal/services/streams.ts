// Firehose: takes a record, under the role of the stream that writes it into its bucket.
import { FIREHOSE, STREAM, streamRole } from "../../iam/calls/sns";
import { text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { askRows, Refused } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html; where the record lies is told by who put it. */
export function putRecord(account: LocalAccount, arn: string): void {
    const stream = account.created(TYPE.deliveryStream).find(({ resource }) => text(resource, "arn") === arn);
    if (!stream) throw new Refused("ResourceNotFoundException", `Firehose ${arn} not found`);
    const by = account.assume(FIREHOSE, streamRole(stream.resource), arn);
    askRows(account.gateway, by, STREAM, { ...stream, plans: account.plans });
}
