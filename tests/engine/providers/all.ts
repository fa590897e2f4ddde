import type { Project } from "../../../cli/plan/project";
import { standInAws } from "./aws";
import { standInAwsx } from "./awsx";
import { standInDocker } from "./docker";
import type { StandIn } from "./provider";

/** Every provider that a line uses, in the account and region of one stack's settings. */
export function standInsFor(project: Pick<Project, "root" | "name" | "config">): readonly StandIn[] {
    const account = project.config[`${project.name}:account`] ?? "";
    const region = project.config["aws:region"] ?? "";
    return [standInAws({ account, region }), standInAwsx(region), standInDocker(project.root)];
}
