import { signedEnvelope } from "../envelope";
import type { Protocol } from "../seams";
import { confirmationMail, mailOf, NO_SUBJECT } from "./mail";

/** A mail that a program reads: SNS's JSON is all of its text. */
export const emailJson: Protocol = {
    protocol: "email-json",
    ask: async (question) => {
        question.keep("eml", confirmationMail(question));
        return Promise.resolve();
    },
    async deliver({ message, to, signer, keep }) {
        const { subject = NO_SUBJECT, timestamp: date, id } = message;
        const text = JSON.stringify(signedEnvelope(message, to, await signer()), null, 2);
        return keep("eml", mailOf({ to: to.endpoint, subject, date, id, text }));
    },
};
