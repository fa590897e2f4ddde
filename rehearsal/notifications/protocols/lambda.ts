import { signedEnvelope } from "../envelope";
import type { Protocol } from "../seams";

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export const lambda: Protocol = {
    protocol: "lambda",
    stoodIn: "the function is yours and not in the plan: it was given this event and did not run",
    async deliver({ message, to, signer, keep }) {
        const { SigningCertURL, UnsubscribeURL, ...envelope } = signedEnvelope(message, to, await signer());
        // The names of a function's event differ from those of a post by the case of three letters.
        const Sns = {
            MessageAttributes: {},
            Subject: null,
            ...envelope,
            SigningCertUrl: SigningCertURL,
            UnsubscribeUrl: UnsubscribeURL,
        };
        const record = { EventSource: "aws:sns", EventVersion: "1.0", EventSubscriptionArn: to.arn, Sns };
        return keep("json", `${JSON.stringify({ Records: [record] }, null, 2)}\n`);
    },
};
