import { execForm } from "../../containers/dockerfile";
import type { Finding } from "../finding";
import { baseOfImage, stepsOfImage, type Subject } from "../source";

/** Something is started, and it hears when it is asked to stop. */
export function processIsSound({ recipe }: Subject): readonly Finding[] {
    const { file } = recipe;
    const last = (keyword: string) => stepsOfImage(recipe).findLast((step) => step.keyword === keyword);
    const start = last("ENTRYPOINT") ?? last("CMD");
    if (start === undefined) {
        const base = baseOfImage(recipe);
        const says = "neither CMD nor ENTRYPOINT says what to start";
        const found = { file, line: base?.from.line, fix: 'CMD ["program", "argument"]' };
        return base?.base === "scratch"
            ? [{ ...found, level: "wrong", says }]
            : [{ ...found, level: "look", says: `${says}; what ${base?.base ?? "the base"} starts will run` }];
    }
    if (execForm(start) !== undefined || start.text.startsWith("exec ")) return [];
    const says = "a shell starts this and keeps SIGTERM to itself: requests in flight are lost when a task ends";
    return [{ level: "look", file, line: start.line, says, fix: `${start.keyword} ["program", "argument"]` }];
}
