import type { JsonObject } from "../../../plan/document";
import { parsed } from "../../../plan/plans";
import type { Protocol } from "../seams";

/**
 * What a push service gets of a text, by the platform in the endpoint's ARN.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html
 */
// unverified: SNS makes these payloads of a text that names no platform | fails as: the app on the phone shows no text, because it reads it under another key | settle: aws sns publish --target-arn <endpoint> --message hello, and the payload that the app logs
const PAYLOADS: Readonly<Record<string, (text: string) => JsonObject>> = {
    APNS: (text) => ({ aps: { alert: text } }),
    APNS_SANDBOX: (text) => ({ aps: { alert: text } }),
    APNS_VOIP: (text) => ({ aps: { alert: text } }),
    APNS_VOIP_SANDBOX: (text) => ({ aps: { alert: text } }),
    MACOS: (text) => ({ aps: { alert: text } }),
    MACOS_SANDBOX: (text) => ({ aps: { alert: text } }),
    GCM: (text) => ({ data: { default: text } }),
    ADM: (text) => ({ data: { default: text } }),
};

/** A push to one device, `…:endpoint/<platform>/<app>/<id>`. */
export const application: Protocol = {
    protocol: "application",
    stoodIn: "the push service and the device",
    deliver({ message, to, keep }) {
        const [platform = ""] = to.label.split("/");
        const own = message.textFor(platform);
        const isOwn = own !== message.textFor("application");
        const payload = isOwn ? parsed(own) : PAYLOADS[platform]?.(message.textFor("application"));
        // Of another platform nobody here knows the form; its text is what it gets.
        return keep("json", `${JSON.stringify(payload ?? { default: own }, null, 2)}\n`);
    },
};
