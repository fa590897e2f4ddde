import * as iam from "@pulumi/aws/iam";
import * as sqs from "@pulumi/aws/sqs";
import { Environment, readSettings } from "fairlead";

const environment = new Environment("environment", readSettings());

// Your own resources stand beside it: a queue, say, that the service may write to.
const orders = new sqs.Queue("orders", { sqsManagedSseEnabled: true });
const mayWrite = { Effect: "Allow" as const, Action: "sqs:SendMessage", Resource: orders.arn };
const policy = { Version: "2012-10-17" as const, Statement: [mayWrite] };
new iam.RolePolicy("web-orders", { role: environment.lines.web.taskRoleName, policy });

export const { lines, team, nextSteps } = environment;
