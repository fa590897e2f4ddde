import { Refused } from "../../account/gateway";
import type { Protocol } from "../seams";

/** "The total size limit for a single SMS Publish action is 1,600 characters." https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MOST = 1600;

/** GSM 03.38, whose characters take seven bits; those of its second table take two. */
const GSM = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/;
const TWICE = /[\^{}\\[~\]|€]/g;

export const sms: Protocol = {
    protocol: "sms",
    stoodIn: "the phone, its carrier and the SMS sandbox",
    deliver({ message, keep }) {
        const text = message.textFor("sms");
        // unverified: a topic's message that is longer than a text message may be does not arrive | fails as: a text message that is missing here arrives on AWS, cut | settle: aws sns publish --topic-arn <topic> --message "$(head -c 1700 /dev/zero | tr '\0' x)"
        if (text.length > MOST)
            throw new Refused(
                "InvalidParameter",
                `Invalid parameter: ${text.length} characters, and a text message has ${MOST} at most`,
            );
        const parts = partsOf(text);
        const count = parts.length === 1 ? "one text message" : `${parts.length} text messages`;
        const shown = parts.map((part, at) => `[${at + 1}/${parts.length}] ${part}`);
        return keep("txt", `${count}\n\n${shown.join("\n")}\n`);
    },
};

/** "Messages aren't truncated mid-word but are cut off at whole-word boundaries." */
export function partsOf(text: string): readonly string[] {
    // https://docs.aws.amazon.com/sms-voice/latest/userguide/sms-limitations-character.html
    const [alone, among] = GSM.test(text) ? [160, 153] : [70, 67];
    if (sizeOf(text) <= alone) return [text];
    const parts: string[] = [];
    for (const word of text.split(/(?<=\s)/).flatMap((whole) => slicesOf(whole, among))) {
        const last = parts.at(-1);
        if (last !== undefined && sizeOf(last + word) <= among) parts[parts.length - 1] = last + word;
        else parts.push(word);
    }
    return parts;
}

function sizeOf(text: string): number {
    return text.length + (GSM.test(text) ? (text.match(TWICE)?.length ?? 0) : 0);
}

/** A word that fits into no message, as an address may be. */
function slicesOf(word: string, size: number): readonly string[] {
    return sizeOf(word) <= size ? [word] : [word.slice(0, size), ...slicesOf(word.slice(size), size)];
}
