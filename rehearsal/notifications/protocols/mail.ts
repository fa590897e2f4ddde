// A mail of SNS, as a file that any mail program opens: https://datatracker.ietf.org/doc/html/rfc5322
import type { Delivery, Question } from "../seams";

interface Mail {
    readonly to: string;
    readonly subject: string;
    readonly date: string;
    readonly id: string;
    readonly text: string;
}

/** What SNS takes where Publish named no subject. */
export const NO_SUBJECT = "AWS Notification Message";

const NO_REPLY =
    "Please do not reply directly to this email. If you have any questions or comments regarding this email, please contact us at https://aws.amazon.com/support";

export function mailOf({ to, subject, date, id, text }: Mail): string {
    return [
        "From: AWS Notifications <no-reply@sns.amazonaws.com>",
        `To: ${to}`,
        `Subject: ${subject}`,
        `Date: ${new Date(date).toUTCString().replace("GMT", "+0000")}`,
        `Message-ID: <${id}@sns.amazonaws.com>`,
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        text,
        "",
    ].join("\n");
}

/** Under every mail, so that whoever gets it can end it. */
export function footer({ to: { arn, endpoint } }: Pick<Delivery, "to">, at: string): string {
    const address = `${at}/unsubscribe.html?SubscriptionArn=${arn}&Endpoint=${endpoint}`;
    return [
        "",
        "--",
        "If you wish to stop receiving notifications from this topic, please click or visit the link below to unsubscribe:",
        address,
        "",
        NO_REPLY,
    ].join("\n");
}

/** Asks for a click before anything is sent. */
export function confirmationMail({ to, id, timestamp, url }: Question): string {
    return mailOf({
        to: to.endpoint,
        subject: "AWS Notification - Subscription Confirmation",
        date: timestamp,
        id,
        text: [
            "You have chosen to subscribe to the topic:",
            to.topic,
            "",
            "To confirm this subscription, click or visit the link below (If this was in error no action is necessary):",
            url,
            "",
            NO_REPLY,
        ].join("\n"),
    });
}
