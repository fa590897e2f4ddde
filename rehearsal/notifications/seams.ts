// The seam of delivery. A protocol says what arrives where, and which file shows it; a new one is a file and a line in
// protocols/index.ts.
import type { LocalAccount } from "../account/local-account";
import type { Message } from "./message";
import type { Signer } from "./signature";
import type { Subscriber } from "./subscribers";

/** One message on its way to one subscriber. Everything it takes has been allowed. */
export interface Delivery {
    readonly account: LocalAccount;
    readonly message: Message;
    readonly to: Subscriber;
    readonly signer: () => Promise<Signer>;
    /** Writes the file that shows it; answers its path. */
    readonly keep: (extension: string, text: string) => string;
}

/** What SNS asks the owner of an endpoint before it sends there. */
export interface Question extends Omit<Delivery, "message"> {
    readonly id: string;
    readonly timestamp: string;
    readonly token: string;
    /** Who visits it confirms. */
    readonly url: string;
}

export interface Protocol {
    readonly protocol: string;
    /** Asks the owner, who has to say yes before anything is delivered. @default - nobody is asked */
    readonly ask?: (question: Question) => Promise<void>;
    /** Answers where it lies; throws `Refused` where the endpoint does not take it. */
    deliver(delivery: Delivery): string | Promise<string>;
    /** What was not rehearsed of it, for whoever reads that it arrived. */
    readonly stoodIn?: string;
}

export const CONFIRMATION = (topic: string): string =>
    `You have chosen to subscribe to the topic ${topic}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`;
