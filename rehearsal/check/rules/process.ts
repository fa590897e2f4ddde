import { execForm } from "../../containers/dockerfile";
import type { Finding } from "../finding";
import { baseOfImage, stepsOfImage, type Subject } from "../source";

/** What runs, as whom, and whether it can be asked to stop. */
export function processIsSound({ recipe }: Subject): readonly Finding[] {
    const { file } = recipe;
    const steps = stepsOfImage(recipe);
    const base = baseOfImage(recipe);
    const last = (keyword: string) => steps.findLast((step) => step.keyword === keyword);
    const look = (line: number | undefined, says: string, fix?: string): Finding => ({
        level: "look",
        file,
        line,
        says,
        fix,
    });
    const findings: Finding[] = [];

    const start = last("ENTRYPOINT") ?? last("CMD");
    if (start === undefined) {
        const says = "neither CMD nor ENTRYPOINT says what to start";
        const fix = 'CMD ["program", "argument"]';
        findings.push(
            base?.base === "scratch"
                ? { level: "wrong", file, line: base.from.line, says, fix }
                : look(base?.from.line, `${says}; what ${base?.base ?? "the base"} starts will run`, fix),
        );
    } else if (execForm(start) === undefined && !start.text.startsWith("exec "))
        findings.push(
            look(
                start.line,
                `a shell starts this and keeps SIGTERM to itself: requests in flight are lost when a task ends`,
                `${start.keyword} ["program", "argument"]`,
            ),
        );

    const user = last("USER");
    if (user === undefined)
        findings.push(
            look(
                base?.from.line,
                "no USER: it runs as root, unless the image it builds on says otherwise",
                "USER <name>",
            ),
        );
    else if (/^(root|0)(:|$)/.test(user.text)) findings.push(look(user.line, "it runs as root", "USER <name>"));

    const check = last("HEALTHCHECK");
    if (check !== undefined && check.text.trim().toUpperCase() !== "NONE")
        findings.push(look(check.line, "ECS does not read HEALTHCHECK; the load balancer asks deploy.healthPath"));
    return findings;
}
