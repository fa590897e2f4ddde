// What AWS's chat service does for a channel: it takes on the channel's role when somebody there gives an order.
import { text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { assumes, type Caller } from "../asking";

export const CHAT = "chatbot.amazonaws.com";

export const channels: Caller = {
    of: "Amazon Q Developer in chat applications",
    asks: (plans) =>
        [TYPE.slackChannel, TYPE.teamsChannel]
            .flatMap((type) => plans.ofType(type))
            .map(({ plan, resource }) =>
                assumes(plan, CHAT, text(resource, "iamRoleArn"), text(resource, "chatConfigurationArn")),
            ),
};
