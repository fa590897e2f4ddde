import { sendTo } from "../../services/queues";
import { signedEnvelope } from "../envelope";
import type { Protocol } from "../seams";

/** https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html */
export const sqs: Protocol = {
    protocol: "sqs",
    async deliver({ account, message, to, signer, keep }) {
        const body = to.raw ? message.textFor("sqs") : JSON.stringify(signedEnvelope(message, to, await signer()));
        // Of a raw message the queue gets the attributes as its own.
        sendTo(account, to.endpoint, { body, ...(to.raw ? { attributes: message.attributes } : {}) });
        return keep("json", `${body}\n`);
    },
};
