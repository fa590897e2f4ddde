import { ec2 } from "./ec2";
import { ecs } from "./ecs";
import { endpoint } from "./endpoint";
import { runnerHost } from "./runner-host";
import { serverless } from "./serverless";
import { worker } from "./worker";

/** Every kind of target; a new one is a file and a line here. */
export const targets = [ecs, worker, ec2, runnerHost, serverless, endpoint] as const;
