import { ec2 } from "./ec2";
import { ecs } from "./ecs";

/** Every kind of target; a new one is a file and a line here. */
export const targets = [ecs, ec2] as const;
