import type { Finding } from "../finding";
import type { Subject } from "../source";

/** Stages that are asked for by name exist. */
export function stagesExist({ line, settings, recipe }: Subject): readonly Finding[] {
    const { file, stages } = recipe;
    const names = stages.map(({ name }) => name);
    const wanted = line.build?.testStage;
    const tests: readonly Finding[] =
        wanted === undefined || names.includes(wanted.toLowerCase())
            ? []
            : [
                  {
                      level: "wrong",
                      file,
                      line: stages[0]?.from.line,
                      says: `there is no stage ${wanted}, which ${settings.at(line.name, "build", "testStage")} asks for; stages here: ${names.join(", ")}`,
                      fix: `FROM … AS ${wanted}`,
                  },
              ];
    const copies = stages.flatMap(({ steps }, at) =>
        steps.flatMap((step): readonly Finding[] => {
            const from = step.flags.find(({ name }) => name === "from")?.value;
            // A word that is no stage is the name of an image, which somebody may have meant.
            if (from === undefined || /[/:$]/.test(from) || names.slice(0, at).includes(from.toLowerCase())) return [];
            if (/^\d+$/.test(from) && Number(from) < at) return [];
            const says = `no earlier stage is called ${from}, so this is an image from Docker Hub`;
            return [{ level: "look", file, line: step.line, says }];
        }),
    );
    return [...tests, ...copies];
}
