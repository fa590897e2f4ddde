import type { Protocol } from "../seams";
import { application } from "./application";
import { slack, teams } from "./chat";
import { email } from "./email";
import { emailJson } from "./email-json";
import { firehose } from "./firehose";
import { http, https } from "./http";
import { lambda } from "./lambda";
import { sms } from "./sms";
import { sqs } from "./sqs";

/** Every way to somebody; a new one is a file and a line here. */
const all: readonly Protocol[] = [email, emailJson, http, https, sqs, lambda, firehose, application, sms, slack, teams];

export const protocols: ReadonlyMap<string, Protocol> = new Map(all.map((one) => [one.protocol, one]));
