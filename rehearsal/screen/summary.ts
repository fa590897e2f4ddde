// What a rehearsal ends with: what runs where, what is red and why, who was denied what.
import { spread, type Paint } from "../../cli/terminal";
import { wrap } from "../../text/wrap";
import type { DeniedCall, ServiceShown } from "./model";
import type { Story } from "./story";
import { brief, lasting, whyRed } from "./words";

export interface Ending {
    /** The fidelity table, as text. */
    readonly fidelity: string;
    /** Every reason to call it red; none where all is well. */
    readonly shortcomings: readonly string[];
    /** Where the report lies. */
    readonly report: string;
    readonly paint: Paint;
}

const NO_PIPELINE = "  these plans have no pipeline: nothing but `up` was rehearsed";

export function summarise(story: Story, { fidelity, shortcomings, report, paint }: Ending): string {
    const part = (title: string, lines: readonly string[]): readonly string[] =>
        lines.length === 0 ? [] : ["", paint.bold(title), ...lines];
    const services = story.stacks.flatMap((stack) => stack.services);
    const took = lasting(story.now - (story.began ?? story.now));
    const lines = [
        shortcomings.length === 0 ? paint.green(`green after ${took}`) : paint.red(`red after ${took}`),
        ...shortcomings.flatMap((why) => wrap(why, "  ", "    ")),
        ...(story.stacks.some(({ pipelines }) => pipelines.length > 0) ? [] : [NO_PIPELINE]),
        ...part("what runs", [...services.flatMap((each) => runsWhat(each, story)), ...otherAnswers(story)]),
        ...part("what is red", whatIsRed(story)),
        ...part("what was denied", story.calls.denied.flatMap(denied)),
        ...part("calls, allowed and denied", callsByRole(story)),
        ...part("events that no rule took", unmatched(story)),
        "",
        ...fidelity.trimEnd().split("\n"),
        "",
        ...wrap(`The report: ${report}`, ""),
    ];
    return `${lines.join("\n")}\n`;
}

function runsWhat(service: ServiceShown, story: Story): readonly string[] {
    const { stack, name, answered } = service;
    const runs = story.runsNow(service);
    const image = runs === undefined ? "nothing" : `image ${brief(runs.digest)}`;
    const commit = runs?.commit === undefined ? "" : `, commit ${brief(runs.commit)}`;
    const answer = answered && `    ${answered.url} answers ${answered.status}: ${answered.body.trim().slice(0, 200)}`;
    return [
        ...wrap(`${stack} ${name}: ${image}${commit}`, "  ", "    "),
        ...(answer === undefined ? [] : wrap(answer.trimStart(), "    ", "      ")),
    ];
}

function otherAnswers({ services }: Story): readonly string[] {
    return [...services.answers].flatMap(([url, { status }]) => wrap(`${url} answers ${status}`, "  ", "    "));
}

function whatIsRed({ stacks }: Story): readonly string[] {
    return stacks.flatMap(({ name, up, pipelines, jobs }) =>
        [
            up.status === "red" ? `${name} up: ${up.why ?? ""}` : undefined,
            ...jobs
                .filter(({ status }) => status === "red")
                .map((job) => `${name} ${job.name}: ${job.why ?? job.log.last}`),
            ...pipelines
                .flatMap(({ runs }) => runs)
                .map((run) => {
                    const why = whyRed(run);
                    return why === undefined ? undefined : `${name} ${run.name}: ${why}`;
                }),
        ].flatMap((why) => (why === undefined ? [] : wrap(why, "  ", "    "))),
    );
}

function denied({ holder, action, on, where, missing, undecided }: DeniedCall): readonly string[] {
    const why = undecided === undefined ? "" : `It could not be decided: ${undecided}. `;
    return [
        ...wrap(`${action} on ${on}`, "  ", "    "),
        ...wrap(`${why}Add to the ${where} policy of ${holder}:`, "    "),
        ...missing.split("\n").map((line) => `      ${line}`),
    ];
}

function callsByRole({ calls }: Story): readonly string[] {
    return [...calls.roles.values()]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap(({ name, allowed, denied }) => {
            const times = [...allowed.values()].reduce((sum, call) => sum + call.times, 0);
            return spread(`  ${name}`, `${times} allowed, ${denied.length} denied`);
        });
}

function unmatched({ events }: Story): readonly string[] {
    return [...events.unmatched].flatMap(([kind, all]) => spread(`  ${kind}`, `${all.length}; the report says why`));
}
