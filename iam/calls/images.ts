// Which repositories hold the images of a line: whatever its jobs push to and pull from, and its pipelines watch.
import { arnIn } from "../../plan/arn";
import type { Plan, Plans } from "../../plan/plans";
import { everyAction, everyJob } from "../../plan/pipelines";

/** ARNs of the repositories of one environment that a line's images lie in. */
export function imageRepositoriesOf(plans: Plans, plan: Plan, line: string): readonly string[] {
    const jobs = everyJob(plans).filter((job) => job.plan === plan);
    const mine = jobs.filter((job) => job.env["LINE"] === line);
    const pipelines = new Set(mine.map((job) => job.run?.pipeline));
    const names = [
        ...mine.map((job) => job.env["REPOSITORY_NAME"]),
        ...jobs.filter((job) => job.run && pipelines.has(job.run.pipeline)).map((job) => job.env["REPOSITORY_NAME"]),
        ...everyAction(plans)
            .filter((at) => at.action.provider === "ECR" && pipelines.has(at.pipeline))
            .map((at) => at.action.configuration["RepositoryName"]),
    ];
    return [...new Set(names)].flatMap((name) => (name ? [arnIn(plan, "ecr", `repository/${name}`)] : []));
}
