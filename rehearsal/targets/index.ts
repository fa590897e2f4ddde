// The kinds of target that a rehearsal knows, by their names in the settings. One that is learned is a file here and a
// line in this list.
import { ec2 } from "./ec2";
import { ecs } from "./ecs";
import { endpoint } from "./endpoint";
import { runnerHost } from "./runner-host";
import { serverless } from "./serverless";
import { worker } from "./worker";
import type { RehearsedTarget } from "./types";

export const targets: Readonly<Record<string, RehearsedTarget>> = {
    ec2,
    ecs,
    "runner-host": runnerHost,
    endpoint,
    serverless,
    worker,
};
