import { application } from "./application";
import { email } from "./email";
import { emailJson } from "./email-json";
import { firehose } from "./firehose";
import { http } from "./http";
import { https } from "./https";
import { lambda } from "./lambda";
import { slack } from "./slack";
import { sms } from "./sms";
import { sqs } from "./sqs";
import { teams } from "./teams";

/** Every kind of recipient; a new one is a file and a line here. */
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
