// What is red at the end, with what explains it; and what was red on the way, which later runs made good.
import { wrap } from "../../text/wrap";
import { type Log, ownLines } from "./log";
import type { ActionShown, InstanceShown, InstancesShown, JobShown, RunShown, StackShown } from "./model";
import { foundNothing, redAction, whyRed } from "./screen";
import type { Story } from "./story";

/** How much of a log explains a failure without hiding it; the report has all of it. */
const EXPLAINS = 8;

interface Red {
    readonly says: string;
    readonly lines: readonly string[];
}

/** Those that nothing has made good. */
export function whatIsRed(story: Story): readonly string[] {
    const reds = story.stacks.flatMap((stack) => [
        ...(stack.up.status === "red" ? [upOf(stack)] : []),
        ...histories(stack)
            .flatMap(stillRed)
            .map((shown) => redOf(shown, stack, story)),
    ]);
    return folded(reds).flatMap(({ says, lines }) => [
        ...wrap(says, "  ", "    "),
        ...lines.flatMap((line) => wrap(line, "    | ", "    |   ")),
    ]);
}

/** A line each: nothing has to be done about them. */
export function whatWasOvercome(story: Story): readonly string[] {
    const reds = story.stacks.flatMap((stack) =>
        histories(stack)
            .flatMap(madeGood)
            .map((shown) => ({ says: sentence(shown, stack), lines: [] })),
    );
    return folded(reds).flatMap(({ says }) => wrap(says, "  ", "    "));
}

/** Runs of each pipeline, and jobs of each project, oldest first. */
function histories({ pipelines, jobs }: StackShown): readonly (readonly (RunShown | JobShown)[])[] {
    const names = [...new Set(jobs.map(({ name }) => name))];
    return [...pipelines.map(({ runs }) => runs), ...names.map((name) => jobs.filter((job) => job.name === name))];
}

/** Of the runs of one pipeline, or the jobs of one project: nothing that began later has made these good. */
export function stillRed<Each extends RunShown | JobShown>(shown: readonly Each[]): readonly Each[] {
    return shown.filter((each) => isRed(each) && !isOvercome(each, shown));
}

/** Red on the way, and later ones got past that. */
export function madeGood<Each extends RunShown | JobShown>(shown: readonly Each[]): readonly Each[] {
    return shown.filter((each) => isRed(each) && isOvercome(each, shown));
}

/** What was started before there was anything to read waits for the first push, and the course says so. */
function isRed(shown: RunShown | JobShown): boolean {
    return shown.status === "red" && !("stages" in shown && foundNothing(shown));
}

function isOvercome(shown: RunShown | JobShown, all: readonly (RunShown | JobShown)[]): boolean {
    return all
        .slice(all.indexOf(shown) + 1)
        .some((later) => later.status === "green" || (later.status === "red" && gotPast(later, shown)));
}

/** A later run that is red itself, and explained, but did what this one was red at: the first source was empty, say. */
function gotPast(later: RunShown | JobShown, shown: RunShown | JobShown): boolean {
    const at = "stages" in shown ? placeOf(redAction(shown)) : undefined;
    const actions = "stages" in later ? later.stages.flatMap((stage) => stage.actions) : [];
    return at !== undefined && actions.some((action) => action.status === "green" && placeOf(action) === at);
}

/** `<stage>/<action>`, the same in every run. */
function placeOf(action: ActionShown | undefined): string | undefined {
    return action?.id.split("/").slice(1).join("/");
}

function sentence(shown: RunShown | JobShown, { name }: StackShown): string {
    const why = "stages" in shown ? whyRed(shown) : (shown.why ?? shown.log.last);
    return `${name} ${shown.name}: ${why ?? ""}`;
}

function upOf({ name, up }: StackShown): Red {
    const says = `${name} up: ${up.why ?? ""}`;
    return { says, lines: explaining(up.log, says) };
}

function redOf(shown: RunShown | JobShown, stack: StackShown, story: Story): Red {
    const says = sentence(shown, stack);
    const action = "stages" in shown ? redAction(shown) : shown;
    if (action === undefined) return { says, lines: [] };
    if (deploys(action)) return { says, lines: lastWords(action, stack, story.instances) };
    const lines = explaining(action.log, says);
    const deployed = failedOf(says, story.instances);
    return { says, lines: deployed ? [...lines, ...lastWords(action, stack, [deployed])] : lines };
}

function explaining(log: Log, says: string): readonly string[] {
    const more = ownLines(log.lines).filter((line) => !says.includes(line));
    return [...standsIn(log, says), ...more.slice(-EXPLAINS)];
}

/** First of all, for the fault may lie there and not in the Dockerfile: the base was not the real one. */
function standsIn({ lines }: Log, says = ""): readonly string[] {
    const said = lines.flatMap(
        (line) => /^(?:#\d+ [\d.]+ )?(stood in for \S+ with this machine's .*)$/.exec(line)?.[1] ?? [],
    );
    return [...new Set(said)].filter((line) => !says.includes(line));
}

function deploys(action: ActionShown | JobShown): action is ActionShown {
    return (action as Partial<ActionShown>).planned?.category === "Deploy";
}

/** What a job says that it could not deploy, where tasks of it failed. Of names within each other, the longer one is meant. */
function failedOf(says: string, instances: readonly InstancesShown[]): InstancesShown | undefined {
    return instances
        .map((service) => ({ ...service, each: service.each.filter(({ failed }) => failed) }))
        .filter(({ name, each }) => each.length > 0 && isNamed(name, says))
        .sort((one, other) => other.name.length - one.name.length)[0];
}

function isNamed(name: string, text: string): boolean {
    const literally = name.replace(/[^\w-]/g, "\\$&");
    return new RegExp(`(?<![a-zA-Z0-9])${literally}(?!\\w|-[a-zA-Z])`).test(text);
}

/** A deployment only sees a task end; why it did, the task has said itself. */
function lastWords(
    action: ActionShown | JobShown,
    { name }: StackShown,
    instances: readonly InstancesShown[],
): readonly string[] {
    const { began = Infinity, ended = Infinity } = action;
    const isOfIt = ({ status, began: at = 0 }: InstanceShown) => status === "stopped" && began <= at && at <= ended;
    const [last] = instances
        .filter(({ stack }) => stack === name)
        .flatMap(({ one, each }) => each.filter(isOfIt).map(({ log }) => ({ one, log })))
        .slice(-1);
    if (last === undefined) return [];
    const base = standsIn(last.log);
    const said = ownLines(last.log.lines)
        .filter((line) => !base.includes(line))
        .slice(-EXPLAINS);
    const words = said.length === 0 ? [`its last ${last.one} said nothing`] : [`its last ${last.one} said:`, ...said];
    return [...base, ...words];
}

/** What is said twice is said once. */
function folded(reds: readonly Red[]): readonly Red[] {
    const first = reds.filter(({ says }, at) => reds.findIndex((red) => red.says === says) === at);
    return first.map((red) => {
        const times = reds.filter(({ says }) => says === red.says).length;
        return times === 1 ? red : { ...red, says: `${red.says} (${times} times)` };
    });
}
