// The seam of delivery. A protocol says what arrives where, and which file shows it; a new one stands among its like and has
// a line here.
import type { LocalAccount } from "../../account/local-account";
import type { Message } from "../message";
import type { Signer } from "../signature";
import type { Subscriber } from "../subscribers";
import { slack, teams } from "./chat";
import { application, email, emailJson, sms } from "./people";
import { firehose, http, https, lambda, sqs } from "./programs";

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

/** Every way to somebody; a kind of delivery has a line here. */
const all: readonly Protocol[] = [email, emailJson, http, https, sqs, lambda, firehose, application, sms, slack, teams];

export const protocols: ReadonlyMap<string, Protocol> = new Map(all.map((one) => [one.protocol, one]));
