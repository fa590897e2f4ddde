import { application, email, emailJson, sms } from "./people";
import { firehose, lambda, sqs } from "./programs";
import { http, https } from "./servers";
import { slack, teams } from "./chat";

/** Every kind of recipient; a new one stands among its like and has a line here. */
export const recipients = [
    email,
    emailJson,
    https,
    http,
    sqs,
    lambda,
    firehose,
    application,
    sms,
    slack,
    teams,
] as const;
