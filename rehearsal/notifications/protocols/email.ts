import { endpointOf } from "../envelope";
import type { Protocol } from "../seams";
import { confirmationMail, footer, mailOf, NO_SUBJECT } from "./mail";

/** A person's mail: https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html */
export const email: Protocol = {
    protocol: "email",
    ask: async (question) => {
        question.keep("eml", confirmationMail(question));
        return Promise.resolve();
    },
    deliver({ message, to, keep }) {
        const { subject = NO_SUBJECT, timestamp: date, id, topic } = message;
        const text = `${message.textFor("email")}\n${footer({ to }, endpointOf(topic))}`;
        return keep("eml", mailOf({ to: to.endpoint, subject, date, id, text }));
    },
};
