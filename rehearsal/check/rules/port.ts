import type { Finding } from "../finding";
import { stepsOfImage, type Subject } from "../source";

/** The port that is asked is the port that answers. */
export function portsAgree({ line, settings, recipe }: Subject): readonly Finding[] {
    const { port } = line.deploy;
    if (port === undefined) return [];
    const { file } = recipe;
    const steps = stepsOfImage(recipe);
    const where = settings.at(line.name, "deploy", "port");
    const { project, stack } = line.plan;
    const change = (to: string) =>
        `pulumi config set --stack ${stack} --path '${project}:services.${line.name}.deploy.port' ${to}`;

    const exposes = steps.filter(({ keyword }) => keyword === "EXPOSE");
    const exposed = exposes.flatMap(({ text }) => text.split(/\s+/));
    const fixed = exposed.every((word) => /^\d+(\/tcp)?$/.test(word));
    const known = exposed.map((word) => word.replace("/tcp", ""));
    const last = exposes.at(-1);
    const contradicted: readonly Finding[] =
        last === undefined || !fixed || known.includes(String(port))
            ? []
            : [
                  {
                      level: "wrong",
                      file,
                      line: last.line,
                      says: `EXPOSE says ${known.join(", ")}, and ${where} says ${port}: one of them is not where it listens`,
                      fix: known.length === 1 ? `EXPOSE ${port}, or: ${change(known[0] ?? "")}` : `EXPOSE ${port}`,
                  },
              ];

    const env = steps.findLast(({ keyword, pairs }) => keyword === "ENV" && pairs.some(([name]) => name === "PORT"));
    const value = env?.pairs.find(([name]) => name === "PORT")?.[1];
    const overridden = line.deploy.environment?.["PORT"] !== undefined;
    const differs = value !== undefined && /^\d+$/.test(value) && Number(value) !== port && !overridden;
    const told: readonly Finding[] = differs
        ? [
              {
                  level: "look",
                  file,
                  line: env?.line,
                  says: `PORT is ${value}, and ${where} says ${port}: a program that reads PORT listens where nobody asks`,
                  fix: `ENV PORT=${port}`,
              },
          ]
        : [];
    return [...contradicted, ...told];
}
