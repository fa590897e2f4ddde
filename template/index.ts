import * as iam from "@pulumi/aws/iam";
import * as sqs from "@pulumi/aws/sqs";
import { Environment, readSettings } from "fairlead";

const environment = new Environment("environment", readSettings());

// Your own resources stand beside it, in its account and region: a queue, say, that the service may write to.
const orders = new sqs.Queue("orders", { sqsManagedSseEnabled: true }, { parent: environment });
const mayWrite = { Effect: "Allow" as const, Action: "sqs:SendMessage", Resource: orders.arn };
const policy = { Version: "2012-10-17" as const, Statement: [mayWrite] };
new iam.RolePolicy("web-orders", { role: environment.lines.web.taskRoleName, policy }, { parent: environment });

export const { lines, team, nextSteps } = environment;
