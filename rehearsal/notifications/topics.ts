// SNS's Publish: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
import { randomUUID } from "node:crypto";

import { text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { Refused, type Service } from "../account/gateway";
import { checkPublish } from "./message";
import { Post } from "./post";

/** Its fact: `message` by the topic. Who published hears no more of it. */
const publish: Service = ({ on, input }, account) => {
    const topic = account.created(TYPE.topic).find(({ resource }) => text(resource, "arn") === on);
    if (!topic) throw new Refused("NotFound", "Topic does not exist");
    checkPublish(input);
    const post = account.part(Post);
    const id = randomUUID();
    account.record({ kind: "message", about: on, data: { id, message: input ?? null } });
    post.start();
    return { MessageId: id };
};

export const topicServices: ReadonlyMap<string, Service> = new Map([["sns:Publish", publish]]);
