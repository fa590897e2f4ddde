// Whether a rehearsal ended well: what was started is green, what serves answers, and with what was sent to it.
import { isGroup } from "../plan/deployment-groups";
import { everyAction } from "../plan/pipelines";
import { isRecord, text, type Plans } from "../plan/plans";
import type { ServiceShown, Shown } from "./screen/model";
import type { Story } from "./screen/story";
import { whyUnheard } from "./screen/story/events";
import { brief } from "./screen/screen";
import { TYPE } from "../plan/tokens";

/** Every reason to call it red, in words; none where all is well. */
export function shortcomingsOf(story: Story, plans: Plans): readonly string[] {
    const deployed = servicesOfPipelines(story, plans).filter(({ stack }) => isUp(story, stack));
    return [
        ...story.stacks.flatMap(({ name, up }) =>
            up.status === "red" ? [`up of ${name} failed: ${up.why ?? ""}`] : [],
        ),
        ...notGreen(story),
        ...notPushed(story, plans),
        ...deployed.flatMap((service) => unanswered(service)),
        ...notYetNew(story, deployed),
        ...different(story, deployed),
        ...story.events.unheard.map((event) => whyUnheard(event).join("\n")),
        ...lost(story),
    ];
}

/** What was started last and is not green: nothing has made it good. */
function notGreen({ stacks }: Story): readonly string[] {
    return stacks.flatMap(({ name, pipelines, jobs }) =>
        [...pipelines.map(({ runs }) => runs.at(-1)), jobs.at(-1)].flatMap((shown) =>
            shown === undefined || shown.status === "green" ? [] : [endedIn(name, shown)],
        ),
    );
}

function endedIn(stack: string, { name, status, why }: Shown): string {
    return `${stack} ${name} ended ${status}${status === "red" || why === undefined ? "" : `: ${why}`}`;
}

/** A pipeline that waits for a commit, of a repository that nobody has pushed to. */
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

/** What never came up is not asked for more. */
function isUp({ stacks }: Story, stack: string): boolean {
    return stacks.some(({ name, up }) => name === stack && up.status === "green");
}

/** Services that a pipeline of these plans deploys to. */
function servicesOfPipelines({ stacks }: Story, plans: Plans): readonly ServiceShown[] {
    const names = everyAction(plans)
        .filter(({ action }) => action.provider === "CodeDeployToECS")
        .flatMap(({ plan, action: { configuration } }) => {
            const { ApplicationName: application = "", DeploymentGroupName: name = "" } = configuration;
            const group = plans.find(TYPE.deploymentGroup, (one) => isGroup(one, application, name));
            const service = group?.resource.inputs["ecsService"] as { readonly serviceName?: string } | undefined;
            return [`${plan.stack} ${service?.serviceName ?? ""}`];
        });
    return stacks
        .flatMap(({ services }) => services)
        .filter(({ stack, arn }) => names.includes(`${stack} ${arn.split("/").at(-1) ?? ""}`));
}

function unanswered({ stack, name, answered }: ServiceShown): readonly string[] {
    if (!answered) return [`${stack} ${name} has no address that could be asked`];
    const { url, status, body } = answered;
    if (status >= 200 && status < 400) return [];
    return [`${stack} ${name} at ${url} answers ${status === 0 ? body : String(status)}`];
}

/** Once an image was pushed anywhere, every service should run one that was. */
function notYetNew(story: Story, services: readonly ServiceShown[]): readonly string[] {
    const { pushed } = story.images;
    if (pushed.size === 0) return [];
    return services.flatMap((service) => {
        const digest = story.runsNow(service)?.digest;
        if (digest !== undefined && pushed.has(digest)) return [];
        return [`${service.stack} ${service.name} does not run what was pushed; it runs ${shown(digest)}`];
    });
}

/** A release that went through several environments is the same bytes in each. */
function different(story: Story, services: readonly ServiceShown[]): readonly string[] {
    return services.flatMap((service, at) => {
        const mine = story.runsNow(service)?.digest;
        const other = services.slice(0, at).find(({ name }) => name === service.name);
        const theirs = other && story.runsNow(other)?.digest;
        if (!other || mine === theirs) return [];
        return [`${service.name} runs ${shown(mine)} in ${service.stack} and ${shown(theirs)} in ${other.stack}`];
    });
}

/** On AWS nobody hears of these: the rule matches or the alarm rings, and nothing follows. */
function lost({ events, deployments }: Story): readonly string[] {
    const untold = deployments.alarms.flatMap((alarm) => alarm.untold);
    return [...new Set([...[...events.all.values()].flatMap(({ lost }) => lost), ...untold])];
}

function shown(digest: string | undefined): string {
    return digest === undefined ? "nothing" : `image ${brief(digest)}`;
}
