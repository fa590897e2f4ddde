// Whether a rehearsal ended well: what was started is green, what serves answers, and with what was sent to it.
import { everyAction } from "../plan/pipelines";
import { below, isRecord, parsed, text, texts, type Plans } from "../plan/plans";
import type { EventShown, RunningShown, RunShown, Shown } from "./screen/model";
import type { Story } from "./screen/story";
import { whyUnheard } from "./screen/story/events";
import { brief, foundNothing, whyRed } from "./screen/screen";
import { TYPE } from "../plan/tokens";
import { workflowsOf } from "../plan/workflows";

/** Every reason to call it red, in words; none where all is well. */
export function shortcomingsOf(story: Story, plans: Plans): readonly string[] {
    const deployed = story.running.filter(({ stack, isDeployed }) => isDeployed && isUp(story, stack));
    const unfed = [...notPushed(story, plans), ...noImagePushed(story, plans), ...noWorkflowRun(story, plans)];
    return [
        ...story.stacks.flatMap(({ name, up }) =>
            up.status === "red" ? [`up of ${name} failed: ${up.why ?? ""}`] : [],
        ),
        ...notGreen(story, unfed.length > 0),
        ...unfed,
        ...notPut(story, plans),
        ...notFed(plans),
        ...deployed.flatMap(({ shortcomings }) => shortcomings),
        ...different(deployed),
        ...story.events.unheard.filter((event) => !isBeside(event, plans)).map((event) => whyUnheard(event).join("\n")),
        ...notSeen(story),
        ...lost(story),
        ...badlyWent("schedule", story.schedules, story),
        ...badlyWent("service", story.queues, story),
    ];
}

/** Schedules whose command did not end well, or never began; services that a message did not raise, or whose task could not take it. */
function badlyWent(kind: string, came: Story["schedules"], { nameOf }: Story): readonly string[] {
    return [...came].flatMap(([arn, { says, isWell }]) => {
        const { stack, name } = nameOf(arn);
        return isWell ? [] : [`${kind} ${name} of ${stack}: ${says}`];
    });
}

/** Containers that tasks end with and that nobody saw: that such a task runs is not shown. */
function notSeen({ notRun }: Story): readonly string[] {
    return [...notRun].flatMap(([text, isEssential]) =>
        isEssential ? [`a container was not run with which its task ends: ${text}`] : [],
    );
}

/** What was started last and is not green: nothing has made it good. Where nobody has pushed, that is said instead. */
function notGreen({ stacks }: Story, saysUnfed: boolean): readonly string[] {
    return stacks.flatMap(({ name, pipelines, jobs }) =>
        [...pipelines.map(({ runs }) => runs.at(-1)), jobs.at(-1)].flatMap((shown) =>
            shown === undefined || shown.status === "green" || (saysUnfed && "stages" in shown && foundNothing(shown))
                ? []
                : [endedIn(name, shown)],
        ),
    );
}

/** What is red is explained on its own, but for what waits for a push that nobody here can make. */
function endedIn(stack: string, shown: Shown): string {
    const { name, status } = shown;
    const waits = "stages" in shown && foundNothing(shown as RunShown);
    const why = waits ? whyRed(shown as RunShown) : status === "red" ? undefined : shown.why;
    return `${stack} ${name} ended ${status}${why === undefined ? "" : `: ${why}`}`;
}

/** A pipeline that waits for a commit, of a repository without one. */
function notPushed({ events }: Story, plans: Plans): readonly string[] {
    const pushed = new Set(
        [...events.all.values()].flatMap(({ source, detail }) =>
            source === "aws.codecommit" && isRecord(detail) ? [detail["repositoryName"]] : [],
        ),
    );
    const waits = everyAction(plans)
        .filter(({ action }) => action.provider === "CodeCommit")
        .map(({ action }) => action.configuration["RepositoryName"]);
    return plans.ofType(TYPE.codeRepository).flatMap(({ plan, resource }) => {
        const name = text(resource, "repositoryName");
        if (pushed.has(name) || !waits.includes(name)) return [];
        return [
            `nobody has pushed to the repository ${name} of ${plan.stack}; put your application there with --source <folder>`,
        ];
    });
}

/** A pipeline that reads an object which nothing here has put: the user's folder goes into repositories alone. */
function notPut(story: Story, plans: Plans): readonly string[] {
    const read = everyAction(plans).flatMap(({ plan: { stack }, action: { category, provider, configuration } }) => {
        const at = `${configuration["S3Bucket"] ?? ""}/${configuration["S3ObjectKey"] ?? ""}`;
        return category === "Source" && provider === "S3" && isUp(story, stack) && !story.objects.has(at)
            ? [`nothing lies at s3://${at}, which a pipeline of ${stack} reads; --source fills repositories alone`]
            : [];
    });
    return [...new Set(read)];
}

/** A rule that waits for what another environment says, which has no part in this rehearsal. */
function notFed(plans: Plans): readonly string[] {
    const here = plans.all.map(({ stack }) => stack);
    const reasons = plans.ofType(TYPE.eventRule).flatMap(({ plan: { stack }, resource: { inputs } }) => {
        const from = texts(below(parsed(inputs["eventPattern"]), "detail")["environment"]);
        const [first] = from;
        if (first === undefined || from.some((name) => here.includes(name))) return [];
        return [
            `${stack} takes releases of ${from.join(" and ")}, which is not rehearsed with it, so none came; npx fairlead rehearse --stack ${first} --stack ${stack}, or --plan <file> for what another program plans`,
        ];
    });
    return [...new Set(reasons)];
}

/** A push into a repository that is read beside an image: the push of the image is what such a pipeline waits for. */
function isBeside({ source, detail }: EventShown, plans: Plans): boolean {
    const all = everyAction(plans);
    const images = all.filter(({ action }) => action.provider === "ECR").map(({ pipeline }) => pipeline);
    return all.some(
        ({ action, pipeline }) =>
            source === "aws.codecommit" &&
            isRecord(detail) &&
            action.configuration["RepositoryName"] === detail["repositoryName"] &&
            images.includes(pipeline),
    );
}

/** A pipeline that waits for an image, of a repository without one. */
function noImagePushed(story: Story, plans: Plans): readonly string[] {
    const pushed = [...story.events.all.values()].flatMap(({ source, detail }) =>
        source === "aws.ecr" && isRecord(detail) ? [detail["repository-name"]] : [],
    );
    return everyAction(plans).flatMap(({ plan, action }) => {
        const name = action.configuration["RepositoryName"];
        if (action.provider !== "ECR" || pushed.includes(name) || !isUp(story, plan.stack)) return [];
        const isMade = plans.ofType(TYPE.imageRepository).some(({ resource }) => text(resource, "name") === name);
        // What a component of a plugin makes is in no plan.
        if (!isMade)
            return [
                `${plan.stack} reads images of the repository ${name}, which no plan here makes, so nobody can push one`,
            ];
        return [
            `nobody has pushed an image to the repository ${name} of ${plan.stack}; have your application built and pushed there with --source <folder>`,
        ];
    });
}

/** A line that a workflow makes, of a repository at GitHub that nobody has pushed to. */
function noWorkflowRun(story: Story, plans: Plans): readonly string[] {
    const ran = story.stacks.flatMap(({ pipelines }) =>
        pipelines.flatMap(({ arn, runs }) => (runs.length > 0 ? [arn] : [])),
    );
    return workflowsOf(plans).flatMap(({ plan, repository, file }) => {
        if (ran.includes(`${repository}/${file}`) || !isUp(story, plan.stack)) return [];
        return [
            `no run of ${file} at GitHub, which makes a line of ${plan.stack}; have your application pushed to ${repository} with --source <folder>`,
        ];
    });
}

/** What never came up is not asked for more. */
function isUp({ stacks }: Story, stack: string): boolean {
    return stacks.some(({ name, up }) => name === stack && up.status === "green");
}

/** A release that went through several environments is the same bytes in each. */
function different(running: readonly RunningShown[]): readonly string[] {
    return running.flatMap(({ stack, name, carried }, at) => {
        const other = running.slice(0, at).find((before) => before.name === name);
        if (!other || carried?.digest === other.carried?.digest) return [];
        return [`${name} runs ${shown(carried)} in ${stack} and ${shown(other.carried)} in ${other.stack}`];
    });
}

/** On AWS these leave no trace that people see: the rule matches or the alarm rings, and nothing follows. */
function lost({ events, deployments, received }: Story): readonly string[] {
    const untold = deployments.alarms.flatMap((alarm) => alarm.untold);
    return [...new Set([...[...events.all.values()].flatMap(({ lost }) => lost), ...untold, ...received.lost])];
}

function shown(carried: RunningShown["carried"]): string {
    return carried === undefined ? "nothing" : `${carried.kind} ${brief(carried.digest)}`;
}
