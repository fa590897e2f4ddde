import { signed, signedEnvelope } from "../envelope";
import { Receiver } from "../receiver";
import { CONFIRMATION, type Delivery, type Protocol, type Question } from "../seams";

/** A server that SNS posts to: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
const posted = (protocol: string): Protocol => ({
    protocol,
    ask,
    deliver,
    stoodIn: "the server, by one on this machine",
});

export const http = posted("http");
export const https = posted("https");

async function ask({ account, to, id, timestamp, token, url, signer, keep }: Question): Promise<void> {
    const envelope = signed(
        {
            Type: "SubscriptionConfirmation",
            MessageId: id,
            Token: token,
            TopicArn: to.topic,
            Message: CONFIRMATION(to.topic),
            SubscribeURL: url,
            Timestamp: timestamp,
        },
        to,
        await signer(),
    );
    // The subscription has no ARN that could be said yet.
    const headers = headersOf("SubscriptionConfirmation", id, to.topic);
    keep("http", await account.part(Receiver).post(to, headers, JSON.stringify(envelope, null, 2)));
}

async function deliver({ account, message, to, signer, keep }: Delivery): Promise<string> {
    const headers = {
        ...headersOf("Notification", message.id, message.topic),
        "x-amz-sns-subscription-arn": to.arn,
        ...(to.raw ? { "x-amz-sns-rawdelivery": "true" } : {}),
    };
    const body = to.raw
        ? message.textFor(to.protocol)
        : JSON.stringify(signedEnvelope(message, to, await signer()), null, 2);
    return keep("http", await account.part(Receiver).post(to, headers, body));
}

function headersOf(type: string, id: string, topic: string): Record<string, string> {
    return { "x-amz-sns-message-type": type, "x-amz-sns-message-id": id, "x-amz-sns-topic-arn": topic };
}
