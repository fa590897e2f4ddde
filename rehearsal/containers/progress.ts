// What a build says, as `docker buildx build --progress=plain` says it.
import type { Recipe, Stage, Step } from "./dockerfile";
import { BuildFailed } from "./engine";
import { INSTRUCTIONS } from "./instructions";

interface Doing {
    readonly say: (line: string) => void;
    readonly end: (how: "CACHED" | "DONE") => void;
}

export class Progress {
    private count = 0;

    constructor(
        private readonly recipe: Recipe,
        private readonly log: (line: string) => void,
    ) {}

    public from({ from }: Stage, what: string): void {
        this.begin(from).say(what);
    }

    public begin(step: Step): Doing {
        const number = (this.count += 1);
        const since = performance.now();
        const seconds = (digits: number) => ((performance.now() - since) / 1000).toFixed(digits);
        this.log(`#${number} ${this.title(step)}`);
        return {
            say: (line) => this.log(`#${number} ${seconds(3)} ${line}`),
            end: (how) => this.log(`#${number} ${how === "DONE" ? `DONE ${seconds(1)}s` : how}`),
        };
    }

    /** The last words of a build, which name the line. */
    public failed(step: Step, why: string): BuildFailed {
        for (const line of [
            "------",
            ` > ${this.title(step)}:`,
            "------",
            `${this.recipe.file}:${step.line}`,
            `ERROR: failed to solve: ${why}`,
        ])
            this.log(line);
        return new BuildFailed(`${this.recipe.file}:${step.line}: ${why}`);
    }

    private title(step: Step): string {
        const { stages } = this.recipe;
        const stage = stages.find(({ from, steps }) => from === step || steps.includes(step));
        const counted = stage
            ? [stage.from, ...stage.steps.filter(({ keyword }) => INSTRUCTIONS.get(keyword)?.makesLayer)]
            : [];
        const name = stages.length > 1 ? `${stage?.name ?? ""} ` : "";
        return `[${name}${counted.indexOf(step) + 1}/${counted.length}] ${step.whole}`;
    }
}
