// What GitHub, or the rehearsal, refuses of a workflow that its keys do not show.
import type { Job, Step, Workflow } from "./document";
import { actionNamed, actions, inputProblem } from "./actions";
import type { Problem } from "./read";

/** Programs that a template may begin with are whatever this machine has. */
const WINDOWS = ["pwsh", "powershell", "cmd"];
const UBUNTU = /^ubuntu-(latest|\d\d\.04)(-arm)?$/;

export function beyondTheSchema(workflow: Workflow): readonly Problem[] {
    const jobs = Object.entries(workflow.jobs);
    return [
        ...exclusive(workflow),
        ...shellProblems(workflow.defaults?.run?.shell, ["defaults", "run", "shell"]),
        ...jobs.flatMap(([name, job]) => [
            ...needsProblems(name, workflow),
            ...runnerProblems(name, job),
            ...shellProblems(job.defaults?.run?.shell, ["jobs", name, "defaults", "run", "shell"]),
            ...job.steps.flatMap((step, at) => stepProblems(step, ["jobs", name, "steps", at], job.steps.slice(0, at))),
        ]),
    ];
}

/** "You cannot use both … filters for the same event": a filter and its opposite. */
function exclusive({ on }: Workflow): readonly Problem[] {
    return Object.entries(on).flatMap(([event, filters]) =>
        ["branches", "tags", "paths"].flatMap((name) =>
            name in filters && `${name}-ignore` in filters
                ? [{ path: ["on", event, name], says: `on.${event}: not both ${name} and ${name}-ignore` }]
                : [],
        ),
    );
}

function needsProblems(name: string, { jobs }: Workflow): readonly Problem[] {
    const path = ["jobs", name, "needs"];
    const needs = jobs[name]?.needs ?? [];
    const unknown = needs.filter((other) => !Object.hasOwn(jobs, other));
    if (unknown.length > 0)
        return [{ path, says: `job ${name} needs ${unknown.join(", ")}, and there is no such job` }];
    return reaches(name, name, jobs, new Set())
        ? [{ path, says: `job ${name} needs itself, by ${needs.join(", ")}` }]
        : [];
}

function reaches(from: string, to: string, jobs: Workflow["jobs"], seen: Set<string>): boolean {
    return (jobs[from]?.needs ?? []).some((next) => {
        if (next === to) return true;
        if (seen.has(next)) return false;
        seen.add(next);
        return reaches(next, to, jobs, seen);
    });
}

/** Which host that is, if any, is seen when the job begins. */
export function isSelfHosted(labels: readonly string[]): boolean {
    return labels.includes("self-hosted") && !labels.some((label) => /^(windows|macos)/i.test(label));
}

/** What an expression makes of it is seen when the job begins. */
export function unplayableRunner(labels: readonly string[]): string | undefined {
    if (isSelfHosted(labels)) return undefined;
    const strange = labels.filter((label) => !UBUNTU.test(label) && !label.includes("${{"));
    if (strange.length === 0) return undefined;
    return `not rehearsed: a runner ${strange.join(", ")}; ubuntu-latest and ubuntu-24.04 are stood in for`;
}

export function labelsOf(runsOn: Job["runs-on"]): readonly string[] {
    if (typeof runsOn === "string") return [runsOn];
    return "labels" in runsOn
        ? [...(runsOn.labels ?? []), ...(runsOn.group === undefined ? [] : [runsOn.group])]
        : (runsOn as readonly string[]);
}

function runnerProblems(name: string, job: Job): readonly Problem[] {
    const says = unplayableRunner(labelsOf(job["runs-on"]));
    return says === undefined ? [] : [{ path: ["jobs", name, "runs-on"], says }];
}

function stepProblems(step: Step, path: readonly PropertyKey[], before: readonly Step[]): readonly Problem[] {
    const again = step.id !== undefined && before.some(({ id }) => id?.toLowerCase() === step.id?.toLowerCase());
    return [
        ...(again ? [{ path: [...path, "id"], says: `there is a step ${step.id} before` }] : []),
        ...shellProblems(step.shell, [...path, "shell"]),
        ...actionProblems(step, path),
    ];
}

function shellProblems(shell: string | undefined, path: readonly PropertyKey[]): readonly Problem[] {
    if (shell === undefined) return [];
    const [word = ""] = shell.trim().split(/\s+/);
    if (WINDOWS.includes(word)) return [{ path, says: `not rehearsed: the shell ${word}; use bash, sh or python` }];
    if (["bash", "sh", "python"].includes(shell) || shell.includes("{0}")) return [];
    return [{ path, says: `${shell} is no shell; bash, sh, python, or a command with {0} in it` }];
}

function actionProblems({ uses, with: given }: Step, path: readonly PropertyKey[]): readonly Problem[] {
    if (uses === undefined) return [];
    const action = actionNamed(uses);
    if (action === undefined) {
        const names = actions.map(({ name }) => name).join(", ");
        return [{ path: [...path, "uses"], says: `not rehearsed: ${uses}; what is stood in for is ${names}` }];
    }
    if (!/@[^@\s]+$/.test(uses)) return [{ path: [...path, "uses"], says: `${uses} needs a version behind an @` }];
    const inputs = typeof given === "object" ? given : {};
    const names = Object.keys(inputs).map((name) => name.toLowerCase());
    const missing = (action.required ?? []).filter((name) => !names.includes(name));
    return [
        ...missing.map((name) => ({ path: [...path, "uses"], says: `${action.name} needs ${name}` })),
        ...Object.entries(inputs).flatMap(([name, value]) => {
            const says = inputProblem(action, name.toLowerCase(), String(value ?? ""));
            return says === undefined ? [] : [{ path: [...path, "with", name], says }];
        }),
    ];
}
