// SNS: what would have been mailed is a fact; no mail is sent.
import { text } from "../../plan/plans";
import { Refused, type Service } from "../account/gateway";
import { TYPE } from "../../plan/tokens";

const publish: Service = ({ on, input }, account) => {
    const topic = account.created(TYPE.topic).find(({ resource }) => text(resource, "arn") === on);
    if (!topic) throw new Refused("NotFound", "Topic does not exist");
    const fact = account.record({ kind: "message", about: on, data: { message: input ?? null } });
    return { MessageId: String(fact.n) };
};

export const topicServices: ReadonlyMap<string, Service> = new Map([["sns:Publish", publish]]);
