import { ec2 } from "./ec2";
import { ecs } from "./ecs";
import { runnerHost } from "./runner-host";

/** Every kind of target; a new one is a file and a line here. */
export const targets = [ecs, ec2, runnerHost] as const;
